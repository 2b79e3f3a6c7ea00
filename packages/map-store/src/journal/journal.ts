import type { DomainPattern } from "@haproxy-mcp/validation";
import type { NamesByPool } from "../format/map-file.js";
import type { NameChange } from "../format/name-changes.js";

/** Where a name was before it left, and when it left, in milliseconds since 1970. */
export interface Former {
  readonly pool: number;
  /** Which the pool had then. */
  readonly generation: number;
  readonly at: number;
}

/** A pool that no name uses, which visitors may still be sent to. */
export interface Rest {
  /** Which it had last. */
  readonly names: ReadonlySet<DomainPattern>;
  /** When it was freed, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * What was committed last, which is what the files said then. Never changed: a change gives another one. Sets of names
 * are those of the state where they are equal, so that 100,000 names are held once.
 */
export interface Journal {
  /** Of the two files. */
  readonly revision: string;
  readonly names: NamesByPool;
  /** How often a pool was given to names none of which had it before; none is 0. */
  readonly generations: ReadonlyMap<number, number>;
  /** Pools that an operator gave away last, by hand. */
  readonly givenByHand: ReadonlySet<number>;
  /** Names that left a pool, by whatever way, the one that left first at the beginning. */
  readonly former: ReadonlyMap<DomainPattern, Former>;
  readonly rests: ReadonlyMap<number, Rest>;
  /** How many servers servers.json has. */
  readonly servers: number;
}

/** What a change does to the names of a pool. */
export interface PoolChange extends NameChange {
  /** Whether the names that entered were put there by an operator. */
  readonly byHand?: boolean | undefined;
}

/** The intent of one change, durable before the first file is replaced. It takes effect with the files, or not. */
export interface JournalEntry {
  readonly id: string;
  /** In milliseconds since 1970. */
  readonly at: number;
  /** The revisions of the files before and after it. Equal where only what counts as committed is another. */
  readonly before: string;
  readonly after: string;
  /** The entry before, and whether that took effect. */
  readonly prev: EntryOutcome | undefined;
  readonly pools: ReadonlyMap<number, PoolChange>;
  /** How many servers servers.json has after it. */
  readonly servers: number;
  /** Names whose records an earlier change left when it crashed, and that this one deletes. */
  readonly leftovers: readonly DomainPattern[];
}

export interface EntryOutcome {
  readonly id: string;
  readonly tookEffect: boolean;
}

/** A change is over. Not flushed to the disk: where it is lost, the files decide. */
export interface EntryEnd extends EntryOutcome {
  readonly at: number;
}

/** The last entry, and whether it took effect, where its writer said so. */
export interface LastEntry {
  readonly entry: JournalEntry;
  readonly tookEffect: boolean | undefined;
}

/** What a journal says, before the files are looked at. */
export interface Recorded {
  /** With the last entry where its outcome is known, without it where it is not. */
  readonly journal: Journal;
  readonly last: LastEntry | undefined;
}
