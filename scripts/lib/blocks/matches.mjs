/** What differs from run to run, and a pattern for it. */
const VARIABLE = [
  String.raw`\d{8}T\d{6}Z-[0-9a-f]{8}`,
  "local:[a-z_][a-z0-9_-]*",
  String.raw`version [\d.]+\S*`,
  String.raw`backend [12] on port \d+`,
  String.raw`from port \d+`,
];
const SPLIT = new RegExp(`(^…\n|…|${VARIABLE.join("|")})`, "m");

/**
 * Whether a program printed what a document shows. `…` stands for any text in a line, and alone in a line for any lines.
 *
 * @param {string} printed
 * @param {string} shown
 */
export function matches(printed, shown) {
  const parts = shown.split(new RegExp(SPLIT, "gm"));
  const pattern = parts.map((part, i) => (i % 2 === 0 ? escaped(part) : patternOf(part))).join("");
  return new RegExp(`^${pattern}$`).test(printed);
}

/** @param {string} part */
function patternOf(part) {
  if (part === "…\n") return "(?:.*\n)*?";
  if (part === "…") return ".*";
  return VARIABLE.find((pattern) => new RegExp(`^${pattern}$`).test(part)) ?? escaped(part);
}

/** @param {string} text */
function escaped(text) {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
