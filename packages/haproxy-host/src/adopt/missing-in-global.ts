import { basename } from "node:path";
import type { ConfigSection } from "../audit/read/read-config.js";
import { splitWords } from "../audit/read/split-words.js";

/** The lines that no section `global` has, with the comments above them. */
export function missingInGlobal(
  sections: readonly ConfigSection[],
  lines: readonly string[],
): readonly string[] {
  const existing = new Set(sections.flatMap((section) => section.lines.map(({ words }) => settingOf(words))));
  const missing: string[] = [];
  let comment: readonly string[] = [];
  for (const line of lines) {
    const { words } = splitWords(line);
    if (words.length === 0) comment = [...comment, line];
    else if (!existing.has(settingOf(words))) {
      missing.push(...comment, line);
      comment = [];
    } else comment = [];
  }
  return missing;
}

/** `stats socket` once for each socket; others by their keyword. Only the last part of a path counts. */
function settingOf([first = "", second = "", third = ""]: readonly string[]): string {
  if (first !== "stats") return first;
  return second === "socket" ? `stats socket ${basename(third)}` : `stats ${second}`;
}
