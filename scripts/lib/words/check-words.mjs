// @ts-check
import { pointsToItself } from "./own-command.mjs";
import { ALLOWED, REPLACED_WORDS } from "./replaced-words.mjs";

/**
 * @typedef {{ file: string, line: number, found: string, write: string }} Finding
 * @param {string} file
 * @param {readonly import("./prose.mjs").Prose[]} prose
 * @returns {Finding[]}
 */
export function checkWords(file, prose) {
  return prose.flatMap(({ kind, text, line }) => {
    const checked = ALLOWED.reduce((rest, allowed) => rest.replace(allowed, blank), text);
    const replaced = REPLACED_WORDS.flatMap(({ pattern, write }) =>
      [...checked.matchAll(pattern)].map(({ 0: found, index }) => ({ index, found, write })),
    );
    const own = kind === "string" ? pointsToItself(file, text) : [];
    return [...replaced, ...own]
      .sort((a, b) => a.index - b.index)
      .map(({ index, found, write }) => ({
        file,
        line: line + text.slice(0, index).split("\n").length - 1,
        found: found.replace(/\s+/g, " "),
        write,
      }));
  });
}

/** @param {string} text */
function blank(text) {
  return text.replace(/[^\n]/g, " ");
}
