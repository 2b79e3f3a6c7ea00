import { splitLines } from "../wire/split-lines.js";

/** `Name: value` lines; of several with one name, the first. */
export function parseFields(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const row of splitLines(text)) {
    const at = row.indexOf(":");
    const name = row.slice(0, at).trim();
    if (at !== -1 && !fields.has(name)) fields.set(name, row.slice(at + 1).trim());
  }
  return fields;
}
