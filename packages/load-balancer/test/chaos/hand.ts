import type { Texts } from "./edits.js";
import type { Random } from "./random.js";

/** What an operator did to the files. */
interface Edited {
  readonly texts: Partial<Texts>;
  /** Whether the names that it touches must be served all the while, as long as HAProxy is not reloaded. */
  readonly staysServed: boolean;
  /** Whether HAProxy can be reloaded while it stands. */
  readonly mayReload?: boolean | undefined;
  /** Whether nothing is left that knows which pools were given away: no name may be added. */
  readonly forgetsPools?: boolean | undefined;
}

interface Found {
  readonly texts: Texts;
  /** An earlier copy of all files. */
  readonly old: Texts;
}

/** `undefined` where there is nothing to do it to. */
export type Hand = (random: Random, found: Found) => Edited | undefined;

const lineOf = (map: string) => map.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

/** Edits one line of the map. */
function line(staysServed: boolean, edit: (line: string, random: Random) => string): Hand {
  return (random, { texts: { map = "" } }) => {
    const lines = lineOf(map);
    if (lines.length === 0) return undefined;
    const one = random.any(lines);
    return { texts: { map: map.replace(`${one}\n`, () => edit(one, random)) }, staysServed, mayReload: true };
  };
}

/** Edits one record. */
function record(staysServed: boolean, edit: (servers: Record<string, unknown>, slot: string) => void): Hand {
  return (random, { texts: { servers = "{}" } }) => {
    const root = JSON.parse(servers) as Record<string, Record<string, unknown>>;
    const records = Object.values(root).flatMap((its) => Object.keys(its).map((slot) => ({ its, slot })));
    if (records.length === 0) return undefined;
    const { its, slot } = random.any(records);
    edit(its, slot);
    return { texts: { servers: JSON.stringify(root, null, 2) }, staysServed, mayReload: true };
  };
}

const file =
  (name: keyof Texts, edit: (text: string, random: Random, found: Found) => string | undefined): Hand =>
  (random, found) => {
    const text = found.texts[name];
    if (text === undefined) return undefined;
    return { texts: { [name]: edit(text, random, found) }, staysServed: name !== "state" };
  };

const cut = (text: string, random: Random): string => text.slice(0, random.below(text.length + 1));
const old =
  (name: keyof Texts): Hand =>
  (_random, found) => ({
    texts: { [name]: found.old[name] },
    staysServed: false,
  });

export const HANDS: Readonly<Record<string, Hand>> = {
  "delete a line": line(false, () => ""),
  "comment out a line": line(true, (one) => `# ${one}\n`),
  "put a remark behind a line": line(true, (one) => `${one} # moved\n`),
  "duplicate a line": line(
    true,
    (one, random) => `${one}\n${one.split(" ")[0]} pool_${1 + random.below(60)}\n`,
  ),
  "corrupt a line": line(true, (one, random) => `${one}${random.any(["x", " y", "\u0007", "é"])}\n`),
  "name a backend that is none": line(true, (one) => `${one.split(" ")[0]} be_lagacy\n`),
  "write a key with upper case": line(true, (one) => `${one.toUpperCase().replace("POOL", "pool")}\n`),
  "tear the map": (random, { texts: { map = "" } }) => ({
    texts: { map: map.slice(0, Math.max(0, map.length - 1 - random.below(12))) },
    staysServed: true,
  }),
  "save the map as it was": file("map", (text) => text),
  "swap the pools of two lines": (random, { texts: { map = "" } }) => {
    const [one, other] = random.shuffled(lineOf(map));
    if (one === undefined || other === undefined) return undefined;
    const [key, pool] = one.split(" ");
    const [otherKey, otherPool] = other.split(" ");
    const swapped = map
      .replace(`${one}\n`, `${key} ${otherPool}\n`)
      .replace(`${other}\n`, `${otherKey} ${pool}\n`);
    return { texts: { map: swapped }, staysServed: false, mayReload: true };
  },
  "route a name to another's pool": (random, { texts: { map = "" } }) => {
    const [one, other] = random.shuffled(lineOf(map));
    if (one === undefined || other === undefined) return undefined;
    const shared = map.replace(`${one}\n`, `${one.split(" ")[0]} ${other.split(" ")[1]}\n`);
    return { texts: { map: shared }, staysServed: false, mayReload: true };
  },
  "delete a record": record(false, (its, slot) => delete its[slot]),
  "corrupt a record": record(true, (its, slot) => {
    its[slot] = { ...(its[slot] as object), http_port: "80" };
  }),
  "corrupt a whole entry": record(true, (its, slot) => {
    its[slot] = null;
  }),
  "write a record that is none": record(true, (its) => {
    its["x"] = { ip: "127.0.0.1" };
  }),
  "cut servers.json": file("servers", (text, random) => cut(text.trimEnd(), random)),
  "cut the map": (random, { texts: { map = "" } }) => ({
    texts: { map: cut(map, random) },
    staysServed: false,
  }),
  "empty the map": file("map", () => ""),
  "empty servers.json": file("servers", () => ""),
  "fill the map with NUL": file("map", (text) => "\0".repeat(text.length)),
  "cut the journal": file("journal", cut),
  "put back an old map": old("map"),
  "put back an old servers.json": old("servers"),
  "put back an old journal": old("journal"),
  "put back an old servers.state": old("state"),
  "put back all old files": (_random, { old }) => ({ texts: old, staysServed: false, forgetsPools: true }),
};

export const LOSSES: Readonly<Record<string, Hand>> = {
  "lose the map": file("map", () => undefined),
  "lose servers.json": file("servers", () => undefined),
  "lose the journal": file("journal", () => undefined),
  "lose servers.state": file("state", () => undefined),
  "lose the map and the journal": () => ({
    texts: { map: undefined, journal: undefined },
    staysServed: true,
  }),
  "lose everything": () => ({
    texts: { map: undefined, servers: undefined, journal: undefined, state: undefined },
    staysServed: true,
  }),
};
