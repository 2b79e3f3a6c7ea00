import { renameSync, rmSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { atFullSize } from "@haproxy-mcp/test-haproxy";

/** The two files that operators edit, and what we keep beside them. */
export interface Files {
  readonly map: string;
  readonly servers: string;
  readonly journal: string;
  readonly state: string;
}
export type Texts = { readonly [Name in keyof Files]: string | undefined };
const FILE_NAMES = ["map", "servers", "journal", "state"] as const;

export async function readTexts(files: Files): Promise<Texts> {
  const texts = FILE_NAMES.map(
    async (name) => [name, await readFile(files[name], "utf8").catch(() => undefined)] as const,
  );
  return Object.fromEntries(await Promise.all(texts)) as unknown as Texts;
}

/**
 * Writes in place, as an editor does, and deletes what is `undefined`. Several files are there at once where edits do not have to
 * rest: otherwise half of them would be acted upon.
 */
export async function writeTexts(files: Files, texts: Partial<Texts>): Promise<void> {
  const names = FILE_NAMES.filter((name) => name in texts);
  if (atFullSize(false, names.length > 1)) return writeAtOnce(files, texts, names);
  for (const name of names) {
    const text = texts[name];
    if (text === undefined) await rm(files[name], { force: true });
    else await writeFile(files[name], text);
  }
}

async function writeAtOnce(files: Files, texts: Partial<Texts>, names: readonly (keyof Files)[]) {
  const staged = (name: keyof Files) => `${files[name]}.edited`;
  for (const name of names) {
    const text = texts[name];
    if (text !== undefined) await writeFile(staged(name), text);
  }
  for (const name of names) {
    if (texts[name] === undefined) rmSync(files[name], { force: true });
    else renameSync(staged(name), files[name]);
  }
}

/** Lines by key; comments under themselves. */
function linesByKey(map: string): ReadonlyMap<string, string> {
  const lines = new Map<string, string>();
  for (const line of map.split("\n").filter((line) => line !== "")) {
    const key = line.startsWith("#") ? line : (line.split(/\s/)[0] ?? "");
    lines.set(key, `${lines.get(key) ?? ""}${line}\n`);
  }
  return lines;
}

function recordsByName(servers: string): ReadonlyMap<string, string> {
  try {
    const root = JSON.parse(servers) as Record<string, unknown>;
    return new Map(Object.entries(root).map(([name, records]) => [name, JSON.stringify(records)]));
  } catch {
    return new Map();
  }
}

/** What an edit leaves where it is undone: what was there before, except where it was changed since. */
function merge<Value>(
  before: ReadonlyMap<string, Value>,
  edited: ReadonlyMap<string, Value>,
  now: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  const keys = new Set([...before.keys(), ...now.keys()]);
  const merged = [...keys].map((key) => [
    key,
    now.get(key) === edited.get(key) ? before.get(key) : now.get(key),
  ]);
  return new Map(merged.filter(([, value]) => value !== undefined) as [string, Value][]);
}

/** What to write to undo an edit, without what a tool has changed since. */
export function undone(before: Texts, edited: Texts, now: Texts): Partial<Texts> {
  const of = (parse: (text: string) => ReadonlyMap<string, string>, name: "map" | "servers") =>
    merge(parse(before[name] ?? ""), parse(edited[name] ?? ""), parse(now[name] ?? ""));
  const unlessChanged = (name: keyof Files) => (now[name] === edited[name] ? before[name] : now[name]);
  const records = [...of(recordsByName, "servers")].map(([name, text]) => [
    name,
    JSON.parse(text) as unknown,
  ]);
  const after: Texts = {
    map: edited.map === before.map ? now.map : [...of(linesByKey, "map").values()].join(""),
    servers:
      edited.servers === before.servers ? now.servers : JSON.stringify(Object.fromEntries(records), null, 2),
    // one that was continued from an old one remembers what is long over; without one, the files are believed
    journal:
      edited.journal === now.journal || edited.journal === before.journal
        ? unlessChanged("journal")
        : undefined,
    state: unlessChanged("state"),
  };
  return Object.fromEntries(
    FILE_NAMES.filter((name) => after[name] !== now[name]).map((name) => [name, after[name]]),
  );
}

/** Names and keys whose line or record an edit touches, or whose pool a touched line names. */
export function touched(before: Texts, edited: Texts): ReadonlySet<string> {
  const differing = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>) =>
    [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key));
  const [had, has] = [linesByKey(before.map ?? ""), linesByKey(edited.map ?? "")];
  const keys = differing(had, has);
  const text = keys.map((key) => `${had.get(key) ?? ""}${has.get(key) ?? ""}`).join("");
  const pools = new Set(text.match(/\bpool_\d+\b/g));
  const sharing = [...had].filter(([, line]) => pools.has(line.trim().split(/\s/)[1] ?? ""));
  return new Set([
    ...keys,
    ...sharing.map(([key]) => key),
    ...differing(recordsByName(before.servers ?? ""), recordsByName(edited.servers ?? "")),
  ]);
}
