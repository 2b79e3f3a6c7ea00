/** What a hand does to one of the files, for a while. */
export interface Damage {
  readonly name: string;
  readonly file: "map" | "servers";
  /** @returns the text that the file has then, `undefined` for no file; the same text where there is nothing to do it to */
  damage(text: string, key: string): string | undefined;
  /** Brings back what was damaged in a text that may have changed elsewhere meanwhile. */
  undo(now: string, before: string, key: string): string;
  /** The name is taken to be removed on purpose: it is not served meanwhile. */
  readonly removes?: boolean;
}

const lineOf = (text: string, key: string) => text.split("\n").find((line) => line.split(/\s/)[0] === key);

function ofLine(name: string, change: (line: string) => string, removes = false): Damage {
  return {
    name: `a line ${name}`,
    file: "map",
    removes,
    damage: (text, key) => {
      const line = lineOf(text, key);
      return line === undefined ? text : text.replace(`${line}\n`, change(line));
    },
    undo: (now, before, key) => {
      const line = lineOf(before, key);
      return line === undefined || now === before ? now : `${line}\n${now.replace(change(line), "")}`;
    },
  };
}

function ofRecords(name: string, change: (entry: Record<string, unknown>) => unknown): Damage {
  return {
    name: `records ${name}`,
    file: "servers",
    damage: (text, key) => withEntry(text, key, change),
    undo: (now, before, key) => {
      const entry = (JSON.parse(before) as Record<string, unknown>)[nameOf(key)];
      return entry === undefined ? now : withEntry(now, key, () => entry);
    },
  };
}

const nameOf = (key: string) => (key.startsWith(".") ? `*${key}` : key);

function withEntry(text: string, key: string, change: (entry: Record<string, unknown>) => unknown): string {
  const root = JSON.parse(text) as Record<string, unknown>;
  const entry = root[nameOf(key)];
  if (entry === undefined) return text;
  return JSON.stringify({ ...root, [nameOf(key)]: change(entry as Record<string, unknown>) });
}

const eachRecord = (change: (record: object) => unknown) => (entry: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(entry).map(([slot, record]) => [slot, change(record as object)]));

/** Its end is missing. A change may be made meanwhile, and stays. */
const TORN: Damage = {
  name: "map torn",
  file: "map",
  damage: torn,
  undo: (now, before) => {
    const [lines, whole, were] = [now, before, torn(before)].map((text) => text.split("\n"));
    const removed = were?.slice(0, -1).filter((line) => !lines?.includes(line)) ?? [];
    const added = lines?.filter((line) => !were?.includes(line)) ?? [];
    return [...(whole?.filter((line) => line !== "" && !removed.includes(line)) ?? []), ...added, ""].join(
      "\n",
    );
  },
};

function torn(text: string): string {
  return text.slice(0, Math.max(0, text.length - 4));
}

/** Changes are refused meanwhile, so that the whole file is brought back. */
function ofFile(file: Damage["file"], name: string, damage: (text: string) => string | undefined): Damage {
  return { name: `${file} ${name}`, file, damage, undo: (_now, before) => before };
}

export const DAMAGES: readonly Damage[] = [
  ofLine("deleted", () => "", true),
  ofLine("commented out", (line) => `# ${line}\n`),
  ofLine("with a remark", (line) => `${line} # moved\n`),
  ofLine("with a typing error in its pool", (line) => `${line.replace("pool_", "pol_")}\n`),
  ofLine("in upper case", (line) => `${line.toUpperCase().replace("POOL", "pool")}\n`),
  ofLine("without a pool", (line) => `${line.split(/\s/)[0]}\n`),
  ofLine("twice", (line) => `${line}\n${line.split(/\s/)[0]} pool_9\n`),
  ofRecords(
    "with ports that are texts",
    eachRecord((record) => ({ ...record, http_port: "80" })),
  ),
  ofRecords(
    "with addresses that are none",
    eachRecord((record) => ({ ...record, ip: "10.0.0.300" })),
  ),
  ofRecords("that are a list", () => []),
  ofFile("map", "emptied", () => ""),
  ofFile("map", "missing", () => undefined),
  TORN,
  ofFile("map", "of NUL bytes", (text) => "\0".repeat(text.length)),
  ofFile("servers", "emptied", () => ""),
  ofFile("servers", "missing", () => undefined),
  ofFile("servers", "torn", torn),
];
