/** Lines of a section below a comment that says what they are for; no comment if there are none. */
export function block(why: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return [...why.split("\n").map((text) => `  # ${text}`), ...lines.map((line) => `  ${line}`)];
}

/** ` if` and the conditions, all of which must hold; nothing if there are none. */
export function when(...conditions: readonly (string | undefined)[]): string {
  const given = conditions.filter((condition) => condition !== undefined);
  return given.length === 0 ? "" : ` if ${given.join(" ")}`;
}
