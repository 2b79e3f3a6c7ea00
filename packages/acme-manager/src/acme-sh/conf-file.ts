const LINE = /^([A-Za-z_]\w*)='(.*)'$/;
const BASE64 = /^__ACME_BASE64__START_(.*)__ACME_BASE64__END_$/;

/**
 * Reads a configuration file of acme.sh: `Name='value'`, a line each. It is shell, and acme.sh runs it as such; here it is only parsed,
 * and lines of any other shape are skipped.
 */
export function readConf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, name, value = ""] = LINE.exec(line.trim()) ?? [];
    if (name !== undefined) values.set(name, decode(value));
  }
  return values;
}

function decode(value: string): string {
  const [, base64] = BASE64.exec(value) ?? [];
  return base64 === undefined ? value : Buffer.from(base64, "base64").toString("utf8");
}

/** The text with these lines replaced by those of another; lines that the other lacks are removed. */
export function withLinesOf(text: string, other: string, names: readonly string[]): string {
  const isOf = (line: string) => names.some((name) => line.startsWith(`${name}=`));
  const kept = text.split("\n").filter((line) => line !== "" && !isOf(line));
  return [...kept, ...other.split("\n").filter(isOf), ""].join("\n");
}
