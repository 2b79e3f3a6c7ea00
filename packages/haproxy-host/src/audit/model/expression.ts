/** A fetch or a converter with its arguments (configuration.txt section 7.3). */
export interface Call {
  readonly name: string;
  readonly args: readonly string[];
}

/** `a(x,y),b` → a call each; parentheses nest, and a backslash escapes. */
export function callsOf(expression: string): readonly Call[] {
  return split(expression).map((text) => {
    const [, name = "", args] = /^([^(]*)(?:\((.*)\))?$/s.exec(text) ?? [];
    return { name: name.trim(), args: args === undefined ? [] : split(args) };
  });
}

function split(text: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const char of text) {
    if (char === "," && depth === 0) {
      parts.push("");
      continue;
    }
    if (char === "(") depth++;
    if (char === ")") depth--;
    parts[parts.length - 1] += char;
  }
  return parts;
}
