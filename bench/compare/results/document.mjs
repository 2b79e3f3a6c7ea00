const BEGIN = "<!-- measured by `pnpm compare --write` -->";
const END = "<!-- end of what was measured -->";

const PICTURE = `<picture>
  <source media="(prefers-color-scheme: dark)" srcset="images/comparison-dark.svg">
  <source media="(prefers-color-scheme: light)" srcset="images/comparison-light.svg">
  <img alt="Bars for each proxy: how long until a new domain is served, and how long requests of other domains take meanwhile. The figures are in the tables below." src="images/comparison-light.svg" width="800">
</picture>`;

/**
 * The document with other figures, and the charts that are written beside it.
 *
 * @param {string} document Markdown with both marks
 * @param {string} measured
 * @throws {Error} without them
 */
export function withMeasured(document, measured) {
  const [before, rest] = document.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) throw new Error(`the document lacks ${BEGIN} or ${END}`);
  return `${before}${BEGIN}\n\n${PICTURE}\n\n${measured}\n\n${END}${after}`;
}
