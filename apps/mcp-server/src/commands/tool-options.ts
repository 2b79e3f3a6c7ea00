import { z } from "zod";
import type { OptionForm, ToolVerbParts } from "./tool-verb-parts.js";
import type { Option, Options } from "./verb.js";

/** The part of a JSON Schema that an option needs. */
interface ArgumentSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, ArgumentSchema>>;
}

/** Of a result. */
export const FORMS = ["table", "json", "name"] as const;
/** Pages are read to the end. */
const PAGED = ["limit", "cursor"];

const VALUES: Readonly<Record<string, string>> = {
  integer: "NUMBER",
  number: "NUMBER",
  string: "TEXT",
  array: "TEXT",
};

/** Names of the arguments that are options. */
export function optionArguments(verb: ToolVerbParts): readonly string[] {
  const { tool, positionals = [], fixed = {}, without = [] } = verb;
  const others = [
    ...positionals.flatMap(({ argument, also = [] }) => [argument, ...also]),
    ...Object.keys(fixed),
    ...without,
    ...(verb.pages === undefined ? [] : PAGED),
  ];
  return Object.keys(tool.input.shape).filter((name) => !others.includes(name));
}

/** `--include-wildcards` for `include_wildcards`. */
export function optionName({ forms = {} }: Pick<ToolVerbParts, "forms">, argument: string): string {
  return forms[argument]?.name ?? argument.replaceAll("_", "-");
}

/** One for each argument of the tool that nothing else gives. Defaults stay the tool's: what is not given is not sent. */
export function toolOptions(verb: ToolVerbParts): Options {
  const { properties = {} } = z.toJSONSchema(verb.tool.input, { io: "input" }) as ArgumentSchema;
  return Object.fromEntries(
    optionArguments(verb).map((argument) => [
      optionName(verb, argument),
      toOption(properties[argument] ?? {}, verb.forms?.[argument]),
    ]),
  );
}

function toOption(schema: ArgumentSchema, form: OptionForm | undefined): Option {
  const { type = "string", description = "", default: fallback, enum: choices } = schema;
  const text = description.replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase());
  const of = choices === undefined ? "" : `: ${choices.join(", ")}`;
  const isShown = fallback !== undefined && fallback !== false && form?.read === undefined;
  const summary = `${text}${of}${isShown ? ` (default: ${fallback})` : ""}`;
  if (type === "boolean") return { type, summary };
  const isList = type === "array";
  return {
    type: "string",
    value: form?.value ?? VALUES[type] ?? "JSON",
    isList,
    values: form?.values ?? choices,
    summary,
  };
}

/** Of each verb that calls a tool. */
export function commonOptions({ tool, table, confirm, confirmPlan, wait }: ToolVerbParts): Options {
  const isChange = !tool.annotations.readOnlyHint;
  return {
    ...(wait && {
      wait: {
        type: "string",
        value: "TIME",
        summary: "then wait at most so long, such as 60s, until it is drained",
      },
    }),
    ...(isChange && { reason: { type: "string", value: "TEXT", summary: "why, for the history" } }),
    ...((confirm ?? confirmPlan) && {
      yes: { type: "boolean", summary: "do not ask before it destroys something" },
    }),
    ...outputOptions(table?.columns),
    url: {
      type: "string",
      value: "URL",
      summary: "call a remote haproxy-mcp (default: HAPROXY_MCP_URL; without it, this machine)",
    },
    token: { type: "string", value: "TOKEN", summary: "its bearer token (default: HAPROXY_MCP_TOKEN)" },
  };
}

/** How a result is printed. @param columns of its table, if it has one */
export function outputOptions(columns?: readonly { readonly title: string }[]): Options {
  return {
    output: {
      type: "string",
      value: "FORM",
      default: "table",
      values: FORMS,
      summary: "table, json, or name: names alone, one a line",
    },
    ...(columns && {
      fields: {
        type: "string",
        value: "LIST",
        values: fieldsOf(columns),
        summary: `columns to show, with commas between: ${fieldsOf(columns).join(", ")}`,
      },
      wide: { type: "boolean", summary: "show every column, and cut nothing" },
    }),
    quiet: { type: "boolean", summary: "print nothing but errors; the exit code has the outcome" },
  };
}

export function fieldsOf(columns: readonly { readonly title: string }[]): readonly string[] {
  return columns.map(({ title }) => title.toLowerCase());
}
