/**
 * A stretch of a line in one colour.
 *
 * @typedef {{ text: string, colour: string | undefined }} Span
 */

/** Of SGR (ECMA-48 section 8.3.117). @type {Record<string, string>} */
const COLOURS = { 31: "red", 32: "green", 33: "yellow", 34: "blue", 36: "cyan", 90: "grey" };

/**
 * The lines that a program printed on a terminal, without what moves the cursor.
 *
 * @param {string} output
 * @returns {Span[][]}
 */
export function linesOf(output) {
  const lines = output.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n");
  /** @type {string | undefined} */
  let colour;
  return lines.map((line) => {
    /** @type {Span[]} */
    const spans = [];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what terminals read
    for (const part of line.split(/(\x1b\[[\d;?]*[A-Za-z])/)) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
      const [, codes, final] = /^\x1b\[([\d;?]*)([A-Za-z])$/.exec(part) ?? [];
      if (final === "m") colour = COLOURS[codes ?? ""];
      else if (final === undefined && part !== "") spans.push({ text: part, colour });
    }
    return spans;
  });
}

/**
 * A line as a terminal of that width shows it: continued at the start of the next one.
 *
 * @param {readonly Span[]} line
 * @param {number} columns
 */
export function wrapped(line, columns) {
  /** @type {Span[][]} */
  const rows = [[]];
  let column = 0;
  for (const { text, colour } of line) {
    for (let rest = [...text]; rest.length > 0; ) {
      if (column === columns) {
        rows.push([]);
        column = 0;
      }
      const part = rest.splice(0, columns - column);
      rows.at(-1)?.push({ text: part.join(""), colour });
      column += part.length;
    }
  }
  return rows;
}

/** @param {readonly Span[]} line */
export function textOf(line) {
  return line.map(({ text }) => text).join("");
}
