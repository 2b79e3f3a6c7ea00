import type { DomainPattern } from "@haproxy-mcp/validation";
import { adding, domain, removing } from "../../src/contract/harness.js";
import { planReplacement } from "../../src/file-store/plan-replacement.js";
import { type StoredFiles, storedFiles } from "../../src/file-store/stored-files.js";
import { parseMapFile } from "../../src/format/map-file.js";
import { parseServersFile } from "../../src/format/servers-file.js";
import { type Change, poolOf, type Servers, type StateSnapshot } from "../../src/index.js";

const ENTRY = { id: "0a1b2c3d", at: 0 };
const PATHS = { map: "/etc/haproxy/domains.map", servers: "/etc/haproxy/servers.json" };

export interface Planned {
  readonly before: StateSnapshot;
  /** As the store continues with it, without reading the files again. */
  readonly after: StateSnapshot;
  /** The state after each file that is written. */
  readonly read: readonly StateSnapshot[];
  /** The files that are written, in order. */
  readonly written: readonly ("map" | "servers")[];
  readonly map: string;
  readonly servers: string;
}

/** What a store that has just started reads. */
export function readFiles(mapText: string, serversText: string): StoredFiles {
  const [map, servers] = [Buffer.from(mapText), Buffer.from(serversText)];
  return storedFiles(
    { map, servers },
    parseMapFile(PATHS.map, map),
    parseServersFile(PATHS.servers, servers),
  );
}

/** What a change does to two files. */
export function planned(map: string, servers: string | object, change: Change<unknown>): Planned {
  const texts = { map, servers: typeof servers === "string" ? servers : JSON.stringify(servers) };
  const found = readFiles(texts.map, texts.servers);
  const wanted = change(found.snapshot) ?? { state: found.snapshot.state };
  const { steps, after } = planReplacement(found, [], PATHS, new Map(), wanted, ENTRY);
  const written = steps.map(({ file }) => (file === PATHS.map ? "map" : "servers"));
  const read = steps.map((step, index) => {
    texts[written[index] ?? "map"] = step.after.toString();
    return readFiles(texts.map, texts.servers).snapshot;
  });
  return { before: found.snapshot, after: after.snapshot, read, written, ...texts };
}

/** A change that gives a pool other servers. */
export function setting(pool: number, servers: Servers): Change<undefined> {
  return ({ state }) => {
    const { names = new Set<DomainPattern>() } = state.pools.get(pool) ?? {};
    return {
      state: { ...state, pools: new Map([...state.pools, [pool, { names, servers }]]) },
      result: undefined,
    };
  };
}

/** One change after another, as one. */
export function both(...changes: readonly Change<unknown>[]): Change<undefined> {
  return (snapshot) => {
    const state = changes.reduce(
      (state, change) => change({ ...snapshot, state })?.state ?? state,
      snapshot.state,
    );
    return { state, result: undefined };
  };
}

/** A change that takes a name out of its pool, which keeps the servers while it has another name, and puts it into another. */
export function moving(name: string, pool: number): Change<undefined> {
  return (snapshot) => {
    const from = poolOf(snapshot.state, domain(name));
    if (from === undefined || from === pool) return undefined;
    return both(removing(name), adding(name, pool))(snapshot);
  };
}
