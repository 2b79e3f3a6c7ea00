// @ts-check
const WRITE = "what the reader can do next: this text is printed by that command";

/**
 * Where a string points its reader to the command that prints it: a verb of the command line or a tool to itself, a
 * finding to the checks that report it.
 *
 * @param {string} file
 * @param {string} text of a string, with its quotes
 */
export function pointsToItself(file, text) {
  return ownNames(file)
    .flatMap((own) => [...text.matchAll(own)])
    .map(({ 0: found, index }) => ({ index, found, write: WRITE }));
}

/**
 * @param {string} file
 * @returns {RegExp[]}
 */
function ownNames(file) {
  if (/(?:^|\/)src\/checks\//.test(file)) return [/\bhaproxy-mcp doctor\b/g, /\bhaproxy_health\b/g];
  const [, verb] = /(?:^|\/)src\/commands\/([a-z-]+)\.ts$/.exec(file) ?? [];
  if (verb !== undefined) return [new RegExp(`\\bhaproxy-mcp ${verb}\\b(?! --)`, "g")]; // with another option: fine
  const [, tool] = /(?:^|\/)src\/tools\/catalog\/(?:[a-z-]+\/)+([a-z-]+)\.ts$/.exec(file) ?? [];
  if (tool === undefined) return [];
  return [new RegExp(`(?<!^["'\`])\\bhaproxy_${tool.replaceAll("-", "_")}\\b`, "g")]; // its name alone: where it is named
}
