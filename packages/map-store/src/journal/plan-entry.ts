import type { DomainPattern } from "@haproxy-mcp/validation";
import { NO_NAMES } from "../desired-state.js";
import type { NamesByPool } from "../format/map-file.js";
import { differenceOf, type NameChanges } from "../format/name-changes.js";
import { afterEntry } from "./apply-entry.js";
import type { EntryOutcome, Journal, JournalEntry, PoolChange } from "./journal.js";
import { namesToCommit } from "./missing-names.js";

/** What the files say before a change, or after it. */
interface FilesAt {
  readonly revision: string;
  /** Which the map has. */
  readonly pools: NamesByPool;
  readonly servers: number;
}

export interface PlannedEntry {
  /** `undefined` where nothing is to be written down. */
  readonly entry: JournalEntry | undefined;
  /** Before and after it. */
  readonly before: Journal;
  readonly after: Journal;
}

export interface EntryInput {
  readonly id: string;
  readonly at: number;
  /** `undefined` where there is none. */
  readonly journal: Journal | undefined;
  /** Whether there is a file that can't be read. */
  readonly isUnreadable: boolean;
  readonly prev: EntryOutcome | undefined;
  readonly before: FilesAt;
  readonly after: FilesAt;
  /** The names that the change puts into pools, and takes out. */
  readonly changes: NameChanges;
  readonly release: readonly DomainPattern[];
  readonly leftovers: readonly DomainPattern[];
}

/** What a change is to leave in the journal. Without one, what the files say before counts as committed. */
export function planEntry(input: EntryInput): PlannedEntry {
  const { id, at, prev, leftovers, after: files } = input;
  const before = input.journal ?? firstJournal(input.before);
  const names = namesToCommit(before.names, input.before.pools, files.pools, new Set(input.release));
  const pools = changesOf(before.names, names, input);
  const entry: JournalEntry = {
    id,
    at,
    before: input.before.revision,
    after: files.revision,
    prev,
    pools,
    servers: files.servers,
    leftovers,
  };
  const after = afterEntry(before, entry, true, at, names);
  const isNew =
    input.journal === undefined &&
    (input.isUnreadable || names.size > 0 || files.servers > 0 || entry.before !== entry.after);
  const isOther = pools.size > 0 || files.revision !== before.revision || files.servers !== before.servers;
  const isNeeded = input.journal === undefined ? isNew : isOther;
  return { entry: isNeeded ? entry : undefined, before, after };
}

function firstJournal({ revision, pools, servers }: FilesAt): Journal {
  return {
    revision,
    names: pools,
    servers,
    generations: new Map(),
    givenByHand: new Set(),
    former: new Map(),
    rests: new Map(),
  };
}

/** What is committed with a change that was not before: the change itself, and what was edited by hand before it. */
function changesOf(
  committed: NamesByPool,
  names: NamesByPool,
  input: EntryInput,
): ReadonlyMap<number, PoolChange> {
  const changes = new Map<number, PoolChange>();
  for (const pool of new Set([...committed.keys(), ...names.keys()])) {
    const [had, has] = [committed.get(pool), names.get(pool)];
    if (had === has) continue;
    // Of a pool with 100,000 names, the one that is added is known already.
    const isEdited = had !== input.before.pools.get(pool) || has !== input.after.pools.get(pool);
    const planned = input.changes.get(pool);
    const change = isEdited ? differenceOf(had ?? NO_NAMES, has ?? NO_NAMES) : planned;
    if (change === undefined) continue;
    const byHand = change.entered.length > 0 && !planned?.entered.length ? true : undefined;
    changes.set(pool, { ...change, byHand });
  }
  return changes;
}
