const BEGIN = "<!-- measured by `pnpm compare --write` -->";
const END = "<!-- end of what was measured -->";

/**
 * The document with other figures.
 *
 * @param {string} document Markdown with both marks
 * @param {string} measured
 * @throws {Error} without them
 */
export function withMeasured(document, measured) {
  const [before, rest] = document.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`the document lacks ${BEGIN} or ${END}`);
  return `${before}${BEGIN}\n\n${measured}\n\n${END}${after}`;
}
