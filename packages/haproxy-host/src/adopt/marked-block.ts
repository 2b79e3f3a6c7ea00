const BEGIN = "# BEGIN haproxy-mcp";
const END = "# END haproxy-mcp";

/** @param lines each ends without a line end */
export function markedBlock(lines: readonly string[]): readonly string[] {
  const why = "haproxy-mcp adopt --remove takes it out; keep other lines out of it";
  const [indentation] = /^ */.exec(lines[0] ?? "") ?? [""];
  return [`${indentation}${BEGIN}: ${why}`, ...lines, `${indentation}${END}`];
}

/** The text without its marked blocks; a block without an end is left as it is. */
export function withoutMarkedBlocks(text: string): string {
  const lines = text.split("\n");
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const end = lines[i]?.trim().startsWith(BEGIN)
      ? lines.findIndex((line, at) => at > i && line.trim() === END)
      : -1;
    if (end === -1) kept.push(lines[i] ?? "");
    else i = end;
  }
  return kept.join("\n");
}
