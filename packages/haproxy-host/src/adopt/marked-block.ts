import { createHash } from "node:crypto";
import type { Finding } from "../audit/finding.js";
import type { ConfigFile } from "../audit/read/read-config.js";

const BEGIN = "# BEGIN haproxy-mcp";
const END = "# END haproxy-mcp";
const DIGEST_CHARACTERS = 12;

/** @param lines each ends without a line end */
export function markedBlock(lines: readonly string[]): readonly string[] {
  const why = "haproxy-mcp adopt CFG --write --remove takes it out; keep other lines out of it";
  const [indentation] = /^ */.exec(lines[0] ?? "") ?? [""];
  return [`${indentation}${BEGIN} ${digestOf(lines)}: ${why}`, ...lines, `${indentation}${END}`];
}

/** The text without its marked blocks; a block without an end is left as it is. */
export function withoutMarkedBlocks(text: string): string {
  const lines = text.split("\n");
  const isMarked = marksOf(lines);
  return lines.filter((_line, at) => !isMarked[at]).join("\n");
}

/** Marked blocks that are no longer as they were written: an operator's own lines would be lost with them. Pure. */
export function editedBlocks(files: readonly ConfigFile[]): readonly Finding[] {
  return files.flatMap(({ file, text }) => {
    const lines = text.split("\n");
    const isMarked = marksOf(lines);
    return lines.flatMap((line, at): readonly Finding[] => {
      if (!isMark(line) || (isMarked[at] && !isBegin(line))) return [];
      const inside = lines.slice(at + 1, endFrom(lines, at));
      const isWhole = isMarked[at] && line.trim().startsWith(`${BEGIN} ${digestOf(inside)}:`);
      return isWhole ? [] : [edited(file, at + 1, isMarked[at] === true)];
    });
  });
}

function edited(file: string, line: number, isBlock: boolean): Finding {
  const severity = "error";
  if (isBlock)
    return {
      severity,
      file,
      line,
      message: "the marked block that begins here was edited, and is replaced or taken out as a whole",
      remedy:
        "move lines of your own out of it; if lines of ours were changed or deleted, delete the whole block: the next patch has it again",
    };
  return {
    severity,
    file,
    line,
    message: "this mark of a block has no counterpart, so that nothing says which lines are of the block",
    remedy: "delete the block, with its mark: the next patch has it again",
  };
}

/** For each line of a patched text, the number that it has before; for one of a marked block, that of the next line. */
export function numbersBefore(patched: string, before: string): readonly number[] {
  const found = marksOf(before.split("\n"));
  const numbers = [...found.keys()].filter((at) => !found[at]).map((at) => at + 1);
  let passed = 0;
  return marksOf(patched.split("\n")).map((isMarked) => {
    const number = numbers[Math.min(passed, numbers.length - 1)] ?? 1;
    if (!isMarked) passed += 1;
    return number;
  });
}

/** Whether each line is one of a marked block. */
function marksOf(lines: readonly string[]): readonly boolean[] {
  let end = -1;
  return lines.map((line, at) => {
    if (at > end && isBegin(line)) end = endFrom(lines, at);
    return at <= end;
  });
}

/** Index of the end of the block that begins at an index; -1 without one above the next block. */
function endFrom(lines: readonly string[], begin: number): number {
  const next = lines.findIndex((line, at) => at > begin && isMark(line));
  return isBegin(lines[next] ?? "") ? -1 : next;
}

function isMark(line: string): boolean {
  return isBegin(line) || line.trim() === END;
}

function isBegin(line: string): boolean {
  return line.trim().startsWith(BEGIN);
}

/** Some editors change the ends of lines. */
function digestOf(lines: readonly string[]): string {
  const text = lines.map((line) => line.trimEnd()).join("\n");
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_CHARACTERS);
}
