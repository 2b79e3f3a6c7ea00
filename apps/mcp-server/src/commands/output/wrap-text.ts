/**
 * Breaks lines at spaces, where a terminal would break words. A broken line keeps its indentation.
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
  const indentation = /^ */.exec(line)?.[0] ?? "";
  const lines: string[] = [];
  let current = "";
  for (const word of line.trimStart().split(" ")) {
    const longer = current === "" ? indentation + word : `${current} ${word}`;
    if (current !== "" && longer.length > width) {
      lines.push(current);
      current = indentation + word;
    } else current = longer;
  }
  return [...lines, current].join("\n");
}

/** Writes prose for people: a terminal gets it wrapped to its width. */
export function writeText(
  stream: Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">,
  text: string,
): void {
  stream.write(wrapText(text, stream.isTTY ? stream.columns : undefined));
}
