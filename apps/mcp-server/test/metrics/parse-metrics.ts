/** A sample by its name and labels, as written. */
export type Parsed = ReadonlyMap<string, number>;

const HELP = /^# HELP ([a-zA-Z_:][\w:]*) .+$/;
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge)$/;
const SAMPLE =
  /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,(?!\})|(?=\})))+\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|NaN|[+-]Inf)$/;

/**
 * Reads Prometheus' text format 0.0.4 as strictly as `promtool check metrics`: each name once, with HELP and TYPE before its samples, no
 * sample twice, and `_total` for counters only.
 *
 * @throws Error that quotes the line at fault
 */
export function parseMetrics(text: string): Parsed {
  const samples = new Map<string, number>();
  const seen = new Set<string>();
  let current: string | undefined;
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("the last line has no end");
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    const [, helped] = HELP.exec(line) ?? [];
    if (helped !== undefined) {
      const [, name, type] = TYPE.exec(lines[++i] ?? "") ?? [];
      if (name !== helped || seen.has(name)) throw new Error(`no TYPE, or a second one: ${lines[i]}`);
      if ((type === "counter") !== name.endsWith("_total"))
        throw new Error(`not the name of a ${type}: ${name}`);
      seen.add(name);
      current = name;
      continue;
    }
    const [, name, labels = "", value] = SAMPLE.exec(line) ?? [];
    const key = `${name}${labels}`;
    if (name === undefined || name !== current || samples.has(key))
      throw new Error(`not a sample here: ${line}`);
    samples.set(key, Number(value?.replace("Inf", "Infinity")));
  }
  return samples;
}
