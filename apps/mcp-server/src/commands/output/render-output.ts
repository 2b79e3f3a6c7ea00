import { UsageError } from "../../program/usage-error.js";
import type { Output } from "../callers/tool-caller.js";
import { FORMS, fieldsOf } from "../tool-options.js";
import type { ToolVerbParts } from "../tool-verb-parts.js";
import { type Column, oneLine, printable, textOf } from "./cell.js";
import { renderTable, type Screen } from "./render-table.js";
import { wrapText } from "./wrap-text.js";

/** How a result is printed. */
export interface Form {
  readonly output: (typeof FORMS)[number];
  readonly columns: readonly Column<never>[];
  readonly isQuiet: boolean;
  readonly screen: Screen;
}

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** @throws UsageError for a form or a field that does not exist */
export function readForm(
  { table }: Pick<ToolVerbParts, "table">,
  options: Options,
  { isTTY, columns: width }: Pick<NodeJS.WriteStream, "isTTY" | "columns">,
  environment: Readonly<Record<string, string | undefined>>,
): Form {
  const output = FORMS.find((form) => form === options["output"]);
  if (output === undefined)
    throw new UsageError(`--output is ${JSON.stringify(options["output"])}; it must be ${FORMS.join(", ")}`);
  const isWide = options["wide"] === true;
  const hasColours = isTTY && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  return {
    output,
    columns: chosen(table?.columns ?? [], options["fields"], isWide),
    isQuiet: options["quiet"] === true,
    screen: { width: isTTY && !isWide ? width : undefined, hasShapes: isTTY, hasColours },
  };
}

function chosen(
  all: readonly Column<never>[],
  fields: Options[string],
  isWide: boolean,
): readonly Column<never>[] {
  if (typeof fields !== "string") return all.filter((column) => isWide || column.isWide !== true);
  const known = fieldsOf(all);
  return fields.split(",").map((field) => {
    const column = all[known.indexOf(field.trim().toLowerCase())];
    if (column !== undefined) return column;
    throw new UsageError(`--fields has ${JSON.stringify(field)}; the fields are ${known.join(",")}`);
  });
}

/**
 * Names are those of the first column; of a result without a table, its domain.
 *
 * @param withVerbs puts verbs for the names of tools
 */
export async function renderOutput(
  { tool, table }: Pick<ToolVerbParts, "tool" | "table">,
  result: Output,
  { output, columns, isQuiet, screen }: Form,
  withVerbs: (text: string) => Promise<string>,
): Promise<string> {
  if (isQuiet) return "";
  if (output === "json") return `${JSON.stringify(result, undefined, 2)}\n`;
  const isPlan = result["plan"] !== undefined;
  if (table === undefined || isPlan) {
    const name = result["domain"] ?? result["name"];
    if (output === "name") return name === undefined ? "" : `${oneLine(String(name))}\n`;
    return wrapText(printable(`${await withVerbs(tool.summarise(result))}\n`), screen.width);
  }
  return renderItems(table.columns, table.items(result as never), { output, columns, screen });
}

/** As a table, or the names alone. */
export function renderItems<Item>(
  [first]: readonly Column<Item>[],
  items: readonly Item[],
  { output, columns, screen }: Pick<Form, "output" | "columns" | "screen">,
): string {
  if (output === "table") return renderTable(columns, items as readonly never[], screen);
  return items.map((item) => `${oneLine(textOf(first?.cell(item)))}\n`).join("");
}

/** What a table does not show: lines that can't be read, and that there is more. For standard error. */
export function notesOf({ problems, more }: Output): string {
  const notes = [...(Array.isArray(problems) ? problems : []), ...(typeof more === "string" ? [more] : [])];
  return notes.map((note) => `${note}\n`).join("");
}
