import { createHash } from "node:crypto";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { type DesiredState, poolOf } from "../desired-state.js";
import type { MapFile, NamesByPool, Uncertain } from "../format/map-file.js";
import type { ServersFile } from "../format/servers-file.js";
import { crashLeftovers } from "../journal/crash-leftovers.js";
import type { EntryOutcome, Journal } from "../journal/journal.js";
import { type FoundJournal, NO_JOURNAL } from "../journal/journal-file.js";
import { lossOf } from "../journal/loss.js";
import { missingNames, shareNames } from "../journal/missing-names.js";
import { committed, outcomeOf } from "../journal/took-effect.js";
import { withUncertainLines } from "../journal/uncertain-lines.js";
import type { Orphan, StateProblem, StateSnapshot } from "../state-store.js";
import { holdersBesides, poolsOf, type Records } from "./pool-records.js";

export interface Contents {
  /** `undefined` for a file that is missing. */
  readonly map: Buffer | undefined;
  readonly servers: Buffer | undefined;
}

/** The two files and the journal beside them, and what they mean together. */
export interface StoredFiles {
  readonly contents: Contents;
  /** Of the two files alone, as the journal has it. */
  readonly revision: string;
  readonly map: MapFile;
  readonly servers: ServersFile;
  /** What the journal was when this was made. */
  readonly found: FoundJournal;
  /** What was committed last; `undefined` where nothing is known of it. */
  readonly journal: Journal | undefined;
  /** What became of the last entry of the journal. */
  readonly outcome: EntryOutcome | undefined;
  /** Names without a line, by the pool whose servers their records are. */
  readonly besides: NamesByPool;
  /** Names of which a crashed change of ours left records; `undefined` where none crashed. */
  readonly leftovers: readonly DomainPattern[] | undefined;
  /** With no resting pools: those depend on the time. */
  readonly snapshot: StateSnapshot;
}

/** What is known of the new files already, so that one more name among 100,000 does not cost reading all of them. */
export interface Known {
  readonly revision: string;
  readonly pools: DesiredState["pools"];
  /** Those there were before. */
  readonly orphans: readonly Orphan[];
}

const NO_MISSING: StateSnapshot["missing"] = new Map();
const NO_HOLDERS: NamesByPool = new Map();
const NO_RESTING: StateSnapshot["resting"] = new Map();
const NO_NAMES: readonly DomainPattern[] = [];

export function storedFiles(
  contents: Contents,
  map: MapFile,
  servers: ServersFile,
  found: FoundJournal = NO_JOURNAL,
  known?: Known,
): StoredFiles {
  const revision = known?.revision ?? revisionOf(contents);
  const { recorded, problem } = found;
  const outcome = recorded && outcomeOf(recorded, revision, map.pools);
  const last = recorded && committed(recorded, outcome);
  const marked = withUncertainLines(map, last, revision);
  const journal = last && { ...last, names: shareNames(last.names, marked.pools) };
  const missing = journal === undefined ? NO_MISSING : missingNames(journal.names, marked.pools);
  const besides =
    journal === undefined || missing.size === 0
      ? NO_HOLDERS
      : holdersBesides(missing, journal.names, marked.pools, servers.records);
  const pools =
    known !== undefined && marked === map ? known.pools : poolsOf(marked.pools, servers.records, besides);
  const state: DesiredState = { pools, foreign: marked.foreign };
  const problems = [
    ...marked.problems,
    ...servers.problems.map((its) => ({
      ...its,
      pool: its.name && (poolOf(state, its.name) ?? missing.get(its.name)),
    })),
    ...(problem === undefined ? [] : [problem]),
  ];
  const crashed = recorded && crashLeftovers(recorded, revision);
  const without = withoutPool({ state, problems, records: servers.records, besides }, known);
  const left = new Set(crashed ?? NO_NAMES);
  return {
    contents,
    revision,
    map: marked,
    servers,
    found,
    journal,
    outcome,
    besides,
    leftovers: crashed && without.filter((name) => left.has(name)),
    snapshot: {
      revision: revisionWith(revision, missing, marked.uncertain),
      state,
      problems,
      refuse: servers.refuse,
      orphans: without
        .filter((name) => !left.has(name))
        .map((name) => ({ name, since: sinceOf(journal, name) })),
      missing,
      resting: NO_RESTING,
      loss:
        journal &&
        lossOf(journal, {
          revision,
          map: { file: map.path, content: contents.map, isBinary: map.isBinary },
          servers: {
            file: servers.path,
            content: contents.servers,
            // asked for only if the files are not as they were committed
            get count() {
              return countServers(servers.records);
            },
          },
          missing,
          has: (name) => poolOf(state, name) !== undefined,
          problems,
        }),
      locate: (key) => ({ file: map.path, line: lineOf(map, key) }),
    },
  };
}

function lineOf({ lines }: MapFile, key: string): number | undefined {
  const bytes = Buffer.from(key).toString("latin1");
  const index = lines.findIndex(({ entry }) => entry?.key === bytes);
  return index === -1 ? undefined : index + 1;
}

/** Names that have records and no pool, and that no line is about. */
function withoutPool(
  {
    state,
    problems,
    records,
    besides,
  }: {
    readonly state: DesiredState;
    readonly problems: readonly StateProblem[];
    readonly records: Records;
    readonly besides: NamesByPool;
  },
  known: Known | undefined,
): readonly DomainPattern[] {
  const taken = new Set([...besides.values()].flatMap((names) => [...names]));
  const uncertain = new Set(problems.flatMap(({ about, name }) => (about === "route" && name ? [name] : [])));
  const candidates =
    known === undefined
      ? withoutAnyPool(state, records)
      : known.orphans.flatMap(({ name }) => (poolOf(state, name) === undefined ? [name] : []));
  return candidates.filter((name) => records.has(name) && !uncertain.has(name) && !taken.has(name));
}

function withoutAnyPool({ pools }: DesiredState, records: Records): readonly DomainPattern[] {
  const left = new Set<DomainPattern>(records.keys());
  for (const { names } of pools.values()) for (const name of names) left.delete(name);
  return [...left];
}

function sinceOf(journal: Journal | undefined, name: DomainPattern): Date | undefined {
  const at = journal?.former.get(name)?.at;
  return at === undefined ? undefined : new Date(at);
}

function countServers(records: Records): number {
  let count = 0;
  for (const servers of records.values()) count += servers.size;
  return count;
}

/** Where the journal makes something uncertain, the same files mean something else without it. */
function revisionWith(
  revision: string,
  missing: StateSnapshot["missing"],
  { incomplete, returned }: Uncertain,
): string {
  const reasons = [
    ...[...missing].map((entry) => entry.join(" ")),
    ...[...(returned?.keys() ?? [])].map((name) => `${name} is back`),
    ...(incomplete === true ? ["incomplete"] : []),
  ];
  if (reasons.length === 0) return revision;
  const hash = createHash("sha256").update(revision);
  for (const reason of reasons.sort()) hash.update(`\n${reason}`);
  return hash.digest("hex");
}

export function revisionOf({ map, servers }: Contents): string {
  const hash = createHash("sha256");
  for (const content of [map, servers])
    hash.update(`${content?.length ?? "missing"}\n`).update(content ?? "");
  return hash.digest("hex");
}
