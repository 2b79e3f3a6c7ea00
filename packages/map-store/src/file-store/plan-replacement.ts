import { type FileAttributes, type ReplacementStep, sameContent } from "@haproxy-mcp/durable-files";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { changedPools, type DesiredState, NO_SERVERS } from "../desired-state.js";
import { editMapFile } from "../format/edit-map-file.js";
import { editServersFile, isAt, withoutRefused } from "../format/edit-servers-file.js";
import type { NamesByPool } from "../format/map-file.js";
import { type NameChanges, nameChanges } from "../format/name-changes.js";
import { type ServersFile, serversFileContent } from "../format/servers-file.js";
import { assertValidChange } from "../format/valid-change.js";
import { withoutNul } from "../format/without-nul.js";
import { NO_JOURNAL } from "../journal/journal-file.js";
import { type EntryInput, type PlannedEntry, planEntry } from "../journal/plan-entry.js";
import type { StateChange, StateSnapshot } from "../state-store.js";
import { poolsOf, type Records, recordsAfter, serversIn, sharedPools } from "./pool-records.js";
import { revisionOf, type StoredFiles, storedFiles } from "./stored-files.js";

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
export type Render = (
  snapshot: Pick<StateSnapshot, "state" | "problems" | "missing" | "refuse">,
  previous: string,
) => string;

export interface ReplacementPlan {
  readonly steps: readonly ReplacementStep[];
  readonly after: StoredFiles;
  readonly journal: PlannedEntry;
}

const NEW_FILE: FileAttributes = { mode: 0o644 };

/**
 * What to write, in which order. domains.map is the commit point: a domain exists when it is in there, and servers
 * of other domains have no effect. So everything that a domain needs is written before the map names it, and nothing of
 * it is removed while the map still does; killed between two steps, the state is the old one or the new one.
 * Adding writes servers.json, derived files, domains.map; removing domains.map, servers.json, derived files; a
 * change that does both, or hands servers from one name to another, writes servers.json on both sides of the map.
 *
 * @param paths the files as {@link FileSystem.resolve} gave them
 * @param attributes which the files have, or are to have when they are new
 * @throws StoreError `CONFLICT`, `INVALID_STATE`
 */
export function planReplacement(
  found: StoredFiles,
  derived: readonly FoundDerivedFile[],
  paths: { readonly map: string; readonly servers: string },
  attributes: ReadonlyMap<string, FileAttributes | undefined>,
  {
    state,
    discard,
    discardRefused = [],
    release = [],
  }: Pick<StateChange<unknown>, "state" | "discard" | "discardRefused" | "release">,
  entry: Pick<EntryInput, "id" | "at">,
): ReplacementPlan {
  const known = found.snapshot.state.pools;
  const { records } = found.servers;
  const changed = new Set(changedPools(found.snapshot.state, state));
  const discarded = new Set(discard);
  const { leftovers } = found;
  if (discard !== undefined || leftovers !== undefined)
    for (const number of sharedPools(found.map.pools, records)) changed.add(number);
  const names = nameChanges(found.map.pools, state.pools, changed);
  assertValidChange(known, state.pools, changed, names);
  const map = editMapFile(found.map.isBinary ? withoutNul(found.map) : found.map, names);
  // With a name that is put into a pool goes its record: it can't be the servers of the pool that the name had before.
  const leaving = new Set([...release, ...[...names.values()].flatMap(({ entered }) => entered)]);
  const besides = withoutNames(found.besides, leaving);
  for (const [number, its] of found.besides) if (besides.get(number) !== its) changed.add(number);
  const next = recordsAfter(
    { pools: found.map.pools, records, besides: found.besides },
    withGone(names, found.besides, leaving),
    state,
    changed,
  );
  const unwanted = found.snapshot.orphans.flatMap(({ name }) => (discarded.has(name) ? [name] : []));
  const orphans = [...unwanted, ...(leftovers ?? [])];
  const accepted = withoutRefused(found.servers, discardRefused);
  const interim = editServersFile(accepted, new Map([...withoutServers(orphans), ...next.changed]));
  const servers = editServersFile(interim, withoutServers(next.leaving));
  const pools = poolsOf(map.pools, servers.records, besides, known, changed);
  const both = union(map.pools, names);
  const isNothingLeft = both === map.pools && interim === servers; // to remove
  const poolsBetween = isNothingLeft ? pools : poolsOf(both, interim.records, besides, known, changed);

  const steps: ReplacementStep[] = [];
  const current = new Map<string, Buffer | undefined>();
  const write = (file: string, found: Buffer | undefined, after: Buffer | undefined) => {
    const before = current.has(file) ? current.get(file) : found;
    if (after === undefined || sameContent(before, after)) return;
    current.set(file, after);
    const last = steps.at(-1);
    // With nothing between them, two steps of one file are one.
    if (last?.file === file) steps.splice(-1, 1, { ...last, after });
    else steps.push({ file, before, after, attributes: attributes.get(file) ?? NEW_FILE });
  };
  const { refuse } = found.snapshot;
  const problems = found.snapshot.problems.filter((one) => !isAt(discardRefused, one));
  const missing = missingAfter(found, map.pools, release);
  const writeServers = (next: ServersFile, pools: DesiredState["pools"]) => {
    write(
      paths.servers,
      found.contents.servers,
      next === found.servers ? found.contents.servers : serversFileContent(next),
    );
    const rendered = { state: { pools, foreign: map.foreign }, problems, missing, refuse };
    for (const { file, content, render } of derived) {
      write(file, content, Buffer.from(render(rendered, content?.toString() ?? "")));
    }
  };

  writeServers(interim, poolsBetween);
  write(paths.map, found.contents.map, map === found.map ? found.contents.map : map.content);
  if (pools !== poolsBetween) writeServers(servers, pools);
  const contentNow = (file: string, content: Buffer | undefined) =>
    current.has(file) ? current.get(file) : content;
  const contents = {
    map: contentNow(paths.map, found.contents.map),
    servers: contentNow(paths.servers, found.contents.servers),
  };
  const revision = revisionOf(contents);
  const journal = planEntry({
    ...entry,
    journal: found.journal,
    isUnreadable: found.found.problem !== undefined,
    prev: found.outcome,
    before: { revision: found.revision, pools: found.map.pools, servers: serversIn(known) },
    after: { revision, pools: map.pools, servers: serversIn(pools) },
    changes: names,
    release,
    leftovers: leftovers ?? [],
  });
  const recorded = { journal: journal.after, last: undefined };
  const knownAfter = { revision, pools, orphans: found.snapshot.orphans };
  const foundAfter = journal.entry === undefined ? found.found : { ...NO_JOURNAL, recorded };
  const after = storedFiles(contents, map, servers, foundAfter, knownAfter);
  return { steps, after, journal };
}

function withoutNames(pools: NamesByPool, names: ReadonlySet<DomainPattern>): NamesByPool {
  if (pools.size === 0) return pools;
  return new Map(
    [...pools].map(([pool, its]) => {
      const left = [...its].filter((name) => !names.has(name));
      return [pool, left.length === its.size ? its : new Set(left)];
    }),
  );
}

/** Names whose records served a pool, and that leave it, hand those over like a name that is removed. */
function withGone(
  changes: NameChanges,
  besides: NamesByPool,
  leaving: ReadonlySet<DomainPattern>,
): NameChanges {
  if (besides.size === 0) return changes;
  const all = new Map(changes);
  for (const [pool, names] of besides) {
    const { entered, gone } = changes.get(pool) ?? { entered: [], gone: [] };
    const back = new Set(entered);
    const left = [...names].filter((name) => leaving.has(name) && !back.has(name));
    all.set(pool, { entered, gone: [...gone, ...left] });
  }
  return all;
}

/** The names that stay missing: the file is rendered before it is known what else the change means. */
function missingAfter(
  { snapshot: { missing } }: StoredFiles,
  pools: NamesByPool,
  release: readonly DomainPattern[],
): StateSnapshot["missing"] {
  if (missing.size === 0) return missing;
  const released = new Set(release);
  return new Map(
    [...missing].filter(([name, pool]) => !released.has(name) && pools.get(pool)?.has(name) !== true),
  );
}

function withoutServers(names: readonly DomainPattern[]): Records {
  return new Map(names.map((name) => [name, NO_SERVERS]));
}

/** The names that each pool has after the change, and those it had before. */
function union(after: NamesByPool, changes: NameChanges): NamesByPool {
  const left = [...changes].filter(([, { gone }]) => gone.length > 0);
  if (left.length === 0) return after;
  const names = ([number, { gone }]: (typeof left)[number]) =>
    [number, new Set([...(after.get(number) ?? []), ...gone])] as const;
  return new Map([...after, ...left.map(names)]);
}
