import { printable } from "./cell.js";

/**
 * Breaks lines at spaces, where a terminal would break words. A broken line keeps its indentation; one with two columns, as those of
 * a help have, continues in the second.
 *
 * @param width of the terminal in columns; `undefined` leaves the text as it is
 */
export function wrapText(text: string, width: number | undefined): string {
  if (!width) return text;
  return text
    .split("\n")
    .map((line) => wrapLine(line, width))
    .join("\n");
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line;
  const [first = ""] = /^ *(?:\S(?:.*?\S)? {2,}(?=\S))?/.exec(line) ?? [];
  const isRow = first.length <= width / 2;
  const start = isRow ? first : (/^ */.exec(line)?.[0] ?? "");
  const [word = "", ...words] = line.slice(start.length).split(" ");
  const lines = [start + word];
  for (const next of words) {
    const longer = `${lines.at(-1)} ${next}`;
    if (longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(" ".repeat(start.length) + next);
  }
  return lines.join("\n");
}

/** Writes prose: a terminal gets it wrapped to its width. */
export function writeText(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">,
  text: string,
): void {
  stream.write(wrapText(printable(text), stream.isTTY ? stream.columns : undefined));
}
