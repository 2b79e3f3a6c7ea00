import type { DriftRow, FindingRow, FindingsPart } from "../../src/page/model.js";

/** Where to edit: `/etc/haproxy/domains.map, line 3`. */
export function placeInWords({ file, line }: Pick<FindingRow, "file" | "line">): string {
  return [file ?? "", ...(line === undefined ? [] : [`line ${line}`])].filter(Boolean).join(", ");
}

/** Whether HAProxy runs what the files say, and all of them can be read. */
export function isSame({ uncertain, driftCount, loss, notCompared }: FindingsPart): boolean {
  return uncertain.length + driftCount === 0 && loss === undefined && notCompared === undefined;
}

/** What an edit of the file that keeps what runs would be, in words; its text, if any, follows. */
export function editInWords({ edit, recorded, running, file, line }: DriftRow): string {
  const place = placeInWords({ file, line });
  if (running === undefined) return `Delete it from ${place}`;
  const verb = recorded === undefined ? "Add this to" : "Make it read as this in";
  return edit === undefined ? `Write what runs to ${place}` : `${verb} ${place}`;
}

/** What is in the file, as far as the page knows it: the record, or that there is none. */
export function inFile({ recorded, file, line }: DriftRow): string {
  const place = placeInWords({ file, line });
  return recorded === undefined ? `not in ${place}` : place;
}

/** With the first letter of a sentence, unless it begins with a name: `shop.example.com`, `pool_3`. */
export function sentence(text: string): string {
  const [word = ""] = text.split(/[.,:;]? /, 1);
  const [first = "", ...rest] = text;
  const isName = /[._/\d]/.test(word);
  return `${isName ? first : first.toUpperCase()}${rest.join("")}${/[.!?]$/.test(text) ? "" : "."}`;
}
