import { COMMAND_VARIABLES, RENDERING_SETTINGS, SERVER_SETTINGS } from "../../src/settings/all-settings.js";
import type { Setting } from "../../src/settings/setting.js";
import { markdownTable } from "./markdown-table.js";

/** Their kind decides whether the table has a column for the values that are allowed. */
type Row = Omit<Setting, "kind"> & Partial<Pick<Setting, "kind">>;

const TABLES: Readonly<Record<string, readonly Row[]>> = {
  server: SERVER_SETTINGS,
  rendering: RENDERING_SETTINGS,
  commands: COMMAND_VARIABLES,
};

/** `docs/settings.md` with its tables, each below a comment with its name, as the definitions are. */
export function settingsDocument(document: string): string {
  const written = new Set<string>();
  const fresh = document.replace(
    /(<!-- settings: (\w+)[^>]*-->\n\n)(?:\|.*\n)*/g,
    (_, head: string, name: string) => {
      written.add(name);
      return head + tableOf(TABLES[name] ?? []);
    },
  );
  const missing = Object.keys(TABLES).filter((name) => !written.has(name));
  if (missing.length > 0) throw new Error(`docs/settings.md has no place for: ${missing.join(", ")}`);
  return fresh;
}

function tableOf(rows: readonly Row[]): string {
  const hasKinds = rows.some(({ kind }) => kind !== undefined);
  const head = ["variable", "default", ...(hasKinds ? ["allowed"] : []), "meaning"];
  const cells = rows.map((row) => [
    `\`${row.name}\``,
    row.shownFallback ?? (row.fallback ? `\`${row.fallback}\`` : "–"),
    ...(row.kind === undefined ? [] : [row.kind.allowed]),
    meaningOf(row),
  ]);
  return markdownTable(head, cells);
}

function meaningOf({ meaning, see, isSecret, kind }: Row): string {
  const secret = isSecret && kind !== undefined ? "; never shown, and not saved by `init`" : "";
  return `${meaning}${secret}${see === undefined ? "" : `; see [${see.replace("#", "")}](${see})`}`;
}
