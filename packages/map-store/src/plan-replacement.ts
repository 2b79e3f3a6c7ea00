import { type FileAttributes, type ReplacementStep, sameContent } from "@haproxy-mcp/durable-files";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { changedPools, type Servers } from "./desired-state.js";
import { editMapFile } from "./edit-map-file.js";
import { editServersFile } from "./edit-servers-file.js";
import type { NamesByPool } from "./map-file.js";
import { poolsOf, recordsAfter, sharedPools } from "./pool-records.js";
import { type ServersFile, serversFileContent } from "./servers-file.js";
import type { StateChange, StateSnapshot } from "./state-store.js";
import { type StoredFiles, storedFiles } from "./stored-files.js";

export interface FoundDerivedFile {
  readonly file: string;
  readonly content: Buffer | undefined;
  /** Which it has, or is to have when it is new. */
  readonly attributes: FileAttributes | undefined;
  readonly render: Render;
}

/**
 * The text of a derived file. Pure.
 *
 * @param previous the text that it has now; empty for a new one
 */
export type Render = (snapshot: Pick<StateSnapshot, "state" | "problems">, previous: string) => string;

export interface ReplacementPlan {
  readonly steps: readonly ReplacementStep[];
  readonly after: StoredFiles;
}

const NEW_FILE: FileAttributes = { mode: 0o644 };
const NO_SERVERS: Servers = new Map();
const NO_NAMES: ReadonlySet<DomainPattern> = new Set();

/**
 * What to write, in which order. domains.map is the commit point: a domain exists when it is in there, and servers
 * of other domains have no effect. So everything that a domain needs is written before the map names it, and nothing of
 * it is taken away while the map still does; killed between two steps, the state is the old one or the new one.
 * Adding writes servers.json, derived files, domains.map; removing domains.map, servers.json, derived files; a
 * change that does both, or hands servers from one name to another, writes servers.json on both sides of the map.
 *
 * @param paths the files as {@link FileSystem.resolve} gave them
 * @param attributes which the files have, or are to have when they are new
 * @throws StoreError `CONFLICT`
 */
export function planReplacement(
  found: StoredFiles,
  derived: readonly FoundDerivedFile[],
  paths: { readonly map: string; readonly servers: string },
  attributes: ReadonlyMap<string, FileAttributes | undefined>,
  { state, discard }: Pick<StateChange<unknown>, "state" | "discard">,
): ReplacementPlan {
  const known = found.snapshot.state.pools;
  const changed = changedPools(found.snapshot.state, state);
  const { records } = found.servers;
  const map = editMapFile(found.map, state.pools);
  const orphans = new Set(found.snapshot.orphans);
  const tidied = discard === undefined ? changed : new Set([...changed, ...sharedPools(map.pools, records)]);
  const changes = new Map([
    ...(discard ?? []).filter((name) => orphans.has(name)).map((name) => [name, NO_SERVERS] as const),
    ...recordsAfter({ map: found.map, records }, map.pools, state, tidied),
  ]);
  const servers = editServersFile(found.servers, changes);
  const leaving = leavingNames(found.map.pools, map.pools, changed).filter((name) => records.has(name));
  const interim =
    leaving.length === 0
      ? servers
      : editServersFile(
          found.servers,
          new Map([...changes, ...leaving.map((name) => [name, records.get(name) ?? NO_SERVERS] as const)]),
        );

  const steps: ReplacementStep[] = [];
  const current = new Map<string, Buffer | undefined>();
  const write = (file: string, found: Buffer | undefined, after: Buffer | undefined) => {
    const before = current.has(file) ? current.get(file) : found;
    if (after === undefined || sameContent(before, after)) return;
    current.set(file, after);
    steps.push({ file, before, after, attributes: attributes.get(file) ?? NEW_FILE });
  };
  const { problems } = found.snapshot;
  const writeServers = (next: ServersFile, names: NamesByPool) => {
    write(
      paths.servers,
      found.contents.servers,
      next === found.servers ? found.contents.servers : serversFileContent(next),
    );
    const rendered = { foreign: map.foreign, pools: poolsOf(names, next.records, known, changed) };
    for (const { file, content, render } of derived) {
      write(file, content, Buffer.from(render({ state: rendered, problems }, content?.toString() ?? "")));
    }
  };

  writeServers(interim, union(found.map.pools, map.pools, changed));
  write(paths.map, found.contents.map, map === found.map ? found.contents.map : map.content);
  writeServers(servers, map.pools);
  const contentNow = (file: string, content: Buffer | undefined) =>
    current.has(file) ? current.get(file) : content;
  const contents = {
    map: contentNow(paths.map, found.contents.map),
    servers: contentNow(paths.servers, found.contents.servers),
  };
  return { steps, after: storedFiles(contents, map, servers, { snapshot: found.snapshot, changed }) };
}

/** Names that this change takes out of the map. */
function leavingNames(
  before: NamesByPool,
  after: NamesByPool,
  changed: ReadonlySet<number>,
): readonly DomainPattern[] {
  const left = [...changed].flatMap((number) => [...(before.get(number) ?? NO_NAMES)]);
  const stay = new Set([...changed].flatMap((number) => [...(after.get(number) ?? NO_NAMES)]));
  return left.filter((name) => !stay.has(name));
}

/** The names of both, in each pool. */
function union(before: NamesByPool, after: NamesByPool, changed: ReadonlySet<number>): NamesByPool {
  const names = new Map(after);
  for (const number of changed) {
    const both = new Set([...(after.get(number) ?? NO_NAMES), ...(before.get(number) ?? NO_NAMES)]);
    if (both.size > 0) names.set(number, both);
  }
  return names;
}
