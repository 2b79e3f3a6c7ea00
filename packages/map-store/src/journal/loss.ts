import { basename } from "node:path";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { NamesByPool } from "../format/map-file.js";
import type { StateProblem } from "../state-store.js";
import type { Journal } from "./journal.js";

/** One of the two files as it is now, and as it was committed last. */
interface Counted {
  readonly file: string;
  readonly content: Buffer | undefined;
  readonly what: string;
  readonly committed: number;
  readonly lost: number;
}

export interface LossInput {
  /** Of the files as they are. One that was committed as it is, was accepted. */
  readonly revision: string;
  readonly map: { readonly file: string; readonly content: Buffer | undefined; readonly isBinary: boolean };
  readonly servers: {
    readonly file: string;
    readonly content: Buffer | undefined;
    /** How many it has. */
    readonly count: number;
  };
  readonly missing: ReadonlyMap<DomainPattern, number>;
  /** Whether a name is in any pool. */
  readonly has: (name: DomainPattern) => boolean;
  readonly problems: readonly StateProblem[];
}

const LEAST_LOST = 2;
const BLANK = new Set(Buffer.from("\0\t\n\r "));

/**
 * What the files have lost since they were committed, in words. A name or record that a problem is about is not lost: it
 * is only not understood.
 */
export function lossOf(
  journal: Journal,
  { revision, map, servers, missing, has, problems }: LossInput,
): string | undefined {
  if (revision === journal.revision) return undefined;
  const unread = new Set(problems.flatMap(({ name }) => name ?? []));
  const lostNames = [...missing.keys()].filter((name) => !unread.has(name) && !has(name));
  const unreadRecords = problems.filter(({ file }) => file === servers.file).length;
  const committed = countNames(journal.names);
  return (
    lossIn({ ...map, what: "domain", committed, lost: lostNames.length }) ??
    binaryMap(map) ??
    lossIn({
      ...servers,
      what: "server",
      committed: journal.servers,
      lost: journal.servers - servers.count - unreadRecords,
    })
  );
}

function lossIn({ file, content, what, committed, lost }: Counted): string | undefined {
  if (committed === 0) return undefined;
  const had = committed === 1 ? `1 ${what} was` : `${committed} ${what}s were`;
  const state = `${had} committed last`;
  if (content === undefined) return `${basename(file)} is missing, and ${state}`;
  if (isBlank(content)) return `${basename(file)} is empty, and ${state}`;
  if (!isMost(lost, committed)) return undefined;
  return `${basename(file)} has lost ${lost} of the ${committed} ${what}s that were committed last`;
}

export function countNames(names: NamesByPool): number {
  return [...names.values()].reduce((sum, { size }) => sum + size, 0);
}

/** More than half, and at least two: then it is more often lost than meant. */
export function isMost(lost: number, committed: number): boolean {
  return lost >= LEAST_LOST && lost * 2 > committed;
}

function binaryMap({ file, isBinary }: LossInput["map"]): string | undefined {
  return isBinary ? `${basename(file)} has NUL bytes, as after a power cut` : undefined;
}

/** Whether nothing but white space and NUL is in it. */
function isBlank(content: Buffer): boolean {
  return content.every((byte) => BLANK.has(byte));
}
