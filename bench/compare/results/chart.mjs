import { median, ms } from "./table.mjs";

/** @typedef {import("../measure.mjs").Result} Result */

const LIGHT = {
  page: "#ffffff",
  text: "#1f2328",
  note: "#59636e",
  ours: "#0969da",
  others: "#8c959f",
  line: "#d1d9e0",
};
const DARK = {
  page: "#0d1117",
  text: "#f0f6fc",
  note: "#9198a1",
  ours: "#4493f8",
  others: "#656c76",
  line: "#3d444d",
};
export const THEMES = { light: LIGHT, dark: DARK };

const WIDTH = 800;
const ROW = 26;
const HEADING = 34;
const LABELS = 285;
const PANEL = 235;
const GAP = 20;
/** Room for the number right of a bar. */
const VALUE = 62;
/** A value so many times the next smaller one would leave nothing of the others: its bar is broken. */
const OUTLIER = 5;
/** Characters of a line of the caption. */
const NOTE_LENGTH = 110;

const PANELS = [
  { title: "new domain served after", of: (/** @type {Result} */ one) => median(one.firstRightMs) },
  { title: "p99 of other domains meanwhile", of: (/** @type {Result} */ one) => one.p99Ms },
];

/**
 * Bars: how long until the domain is served, and what other domains notice. Shorter is better.
 *
 * @param {readonly Result[]} results
 * @param {string} caption date and machine
 * @param {typeof LIGHT} colours
 */
export function renderChart(results, caption, colours) {
  const sizes = [...new Set(results.map(({ domains }) => domains))];
  let top = 44;
  const parts = PANELS.map(({ title }, i) => text(panelLeft(i), 24, title, "name"));
  for (const size of sizes) {
    const rows = results.filter(({ domains }) => domains === size);
    parts.push(text(8, top + 20, `A domain added to ${size.toLocaleString("en-US")}`, "name"));
    top += HEADING;
    for (const row of rows) {
      parts.push(text(8, top + 16, row.name, "label"));
      for (const [i, { of }] of PANELS.entries()) {
        parts.push(
          bar(panelLeft(i), top, of(row), longestOf(rows.map(of)), row.name.startsWith("haproxy-mcp")),
        );
      }
      top += ROW;
    }
    top += 10;
  }
  const notes = captionLines(caption);
  const height = top + 12 + notes.length * 17;
  parts.push(...notes.map((note, i) => text(8, top + 12 + i * 17, note, "note")));
  const summary = results
    .map(
      (one) =>
        `${one.name}, ${one.domains} domains: ${PANELS.map(({ title, of }) => `${title} ${ms(of(one))}`).join(", ")}.`,
    )
    .join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc">
  <title id="title">Adding a domain under 1,000 requests a second</title>
  <desc id="desc">${escaped(summary)}</desc>
  <style>
    text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 14px; fill: ${colours.text} }
    .name { font-weight: 600 }
    .label, .value { font-size: 13px }
    .note { font-size: 12px; fill: ${colours.note} }
    rect { fill: ${colours.others} }
    .ours { fill: ${colours.ours} }
    .cut { stroke: ${colours.page}; stroke-width: 3 }
  </style>
${parts.map((part) => `  ${part}`).join("\n")}
</svg>
`;
}

/**
 * Broken where it has a comma or a semicolon, into lines that fit.
 *
 * @param {string} caption
 */
function captionLines(caption) {
  /** @type {string[]} */
  const lines = [];
  for (const part of caption.split(/(?<=[,;] )/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length <= NOTE_LENGTH) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}

/**
 * What the longest bar that isn't broken stands for.
 *
 * @param {readonly number[]} values
 */
function longestOf(values) {
  const [first = 1, ...rest] = values.filter(Number.isFinite).sort((one, other) => one - other);
  let longest = first;
  for (const one of rest) if (one <= longest * OUTLIER) longest = one;
  return longest;
}

/** @param {number} index */
function panelLeft(index) {
  return LABELS + index * (PANEL + GAP);
}

/**
 * @param {number} left
 * @param {number} top
 * @param {number} value
 * @param {number} longest
 * @param {boolean} isOurs
 */
function bar(left, top, value, longest, isOurs) {
  const width = Math.max(2, (Math.min(value, longest) / longest) * (PANEL - VALUE));
  const rect = `<rect${isOurs ? ' class="ours"' : ""} x="${left}" y="${top + 3}" width="${width.toFixed(1)}" height="18" rx="3"/>`;
  const gap = left + width - 24;
  const cut =
    value > longest ? `<path class="cut" d="M${gap} ${top + 23}l8 -22M${gap + 6} ${top + 23}l8 -22"/>` : "";
  return `${rect}${cut}${text(left + Math.ceil(width) + 6, top + 16, ms(value), "value")}`;
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} style
 */
function text(x, y, content, style) {
  return `<text class="${style}" x="${x}" y="${y}">${escaped(content)}</text>`;
}

/** @param {string} content */
function escaped(content) {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
