const BEGIN = "# BEGIN haproxy-mcp";
const END = "# END haproxy-mcp";

/** @param lines each ends without a line end */
export function markedBlock(lines: readonly string[]): readonly string[] {
  const why = "haproxy-mcp adopt CFG --write --remove takes it out; keep other lines out of it";
  const [indentation] = /^ */.exec(lines[0] ?? "") ?? [""];
  return [`${indentation}${BEGIN}: ${why}`, ...lines, `${indentation}${END}`];
}

/** The text without its marked blocks; a block without an end is left as it is. */
export function withoutMarkedBlocks(text: string): string {
  const lines = text.split("\n");
  const isMarked = marksOf(lines);
  return lines.filter((_line, at) => !isMarked[at]).join("\n");
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
    if (at > end && line.trim().startsWith(BEGIN))
      end = lines.findIndex((other, index) => index > at && other.trim() === END);
    return at <= end;
  });
}
