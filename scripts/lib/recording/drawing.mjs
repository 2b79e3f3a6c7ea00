/** @typedef {import("./terminal-text.mjs").Span} Span */

export const COLUMNS = 96;
const CHARACTER = 8.4;
const LINE = 20;
const MARGIN = 18;
const BAR = 34;
/** Before each prompt. */
const GAP = 8;

/**
 * A terminal as SVG. Each stretch of text has its place and length, so that columns stay aligned in any font.
 *
 * @param {readonly (readonly Span[])[]} lines
 * @param {string} title for those who don't see it
 */
export function drawTerminal(lines, title) {
  const width = Math.ceil(2 * MARGIN + COLUMNS * CHARACTER);
  let y = BAR;
  const rows = lines.map((line, i) => {
    let column = 0;
    y += LINE + (i > 0 && line[0]?.colour === "prompt" ? GAP : 0);
    const spans = line.map(({ text, colour }) => {
      const at = MARGIN + column * CHARACTER;
      const characters = [...text].length;
      column += characters;
      return `<tspan${colour === undefined ? "" : ` class="${colour}"`} x="${at.toFixed(1)}" textLength="${(characters * CHARACTER).toFixed(1)}">${escaped(text)}</tspan>`;
    });
    return `  <text y="${y - 4}">${spans.join("")}</text>`;
  });
  const height = y + MARGIN;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
  <title id="title">${escaped(title)}</title>
  <style>
    text { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 14px; fill: #e6edf3; white-space: pre }
    .prompt { fill: #79c0ff; font-weight: 600 }
    .typed { font-weight: 600 }
    .green { fill: #3fb950 }
    .yellow { fill: #d29922 }
    .red { fill: #ff7b72 }
    .blue, .cyan { fill: #79c0ff }
    .grey { fill: #9198a1 }
  </style>
  <rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
  <circle cx="20" cy="18" r="6" fill="#30363d"/>
  <circle cx="40" cy="18" r="6" fill="#30363d"/>
  <circle cx="60" cy="18" r="6" fill="#30363d"/>
${rows.join("\n")}
</svg>
`;
}

/**
 * The lines of a drawing.
 *
 * @param {string} drawing
 */
export function linesOfDrawing(drawing) {
  return [...drawing.matchAll(/^ {2}<text y="\d+">(.*)<\/text>$/gm)].map(([, row = ""]) =>
    unescaped(row.replace(/<[^>]*>/g, "")),
  );
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** @param {string} text */
function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
