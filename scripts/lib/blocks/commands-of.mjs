const BLOCK = /^```(sh|console)\n(.*?)^```$/gms;

/**
 * @typedef {object} Command
 * @property {number} line of the document, from 1
 * @property {string} command for a shell
 * @property {string | undefined} output as the document shows it; undefined where it shows none
 */

/**
 * The commands of a document: a block `sh` is one; in a block `console` they follow a prompt, and are followed by what they print.
 *
 * @param {string} text
 * @returns {Command[]}
 */
export function commandsOf(text) {
  return [...text.matchAll(BLOCK)].flatMap(({ index, 1: kind, 2: block = "" }) => {
    const line = text.slice(0, index).split("\n").length + 1;
    return kind === "sh"
      ? [{ line, command: block.trimEnd(), output: undefined }]
      : typedIn(block).map((command) => ({ ...command, line: line + command.line }));
  });
}

/**
 * @param {string} block
 * @returns {Command[]} their lines from 0
 */
function typedIn(block) {
  let line = 0;
  return block.split(/^(?=\$ )/m).map((part) => {
    const [typed = "", ...shown] = part.split("\n");
    const command = { line, command: typed.replace(/^\$ /, ""), output: shown.join("\n") };
    line += shown.length;
    return command;
  });
}
