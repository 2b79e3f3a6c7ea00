import type { DomainPattern } from "@haproxy-mcp/validation";
import type { EntryEnd, Former, Journal, JournalEntry, Rest } from "./journal.js";
import { restsToKeep } from "./resting-pools.js";

/** The version of the file format. A journal of another version is not read. */
export const JOURNAL_VERSION = 1;

/** The first line of the file. */
export interface BaseLine {
  readonly journal: number;
  readonly revision: string;
  readonly servers: number;
  readonly names: Readonly<Record<string, readonly DomainPattern[]>>;
  readonly generations: Readonly<Record<string, number>>;
  readonly givenByHand?: readonly number[] | undefined;
  readonly former: readonly (readonly [
    DomainPattern,
    pool: Former["pool"],
    generation: Former["generation"],
    at: Former["at"],
  ])[];
  readonly rests: Readonly<
    Record<string, { readonly at: Rest["at"]; readonly names: readonly DomainPattern[] }>
  >;
}

/** Every other line: the intent of a change, or its end. */
export interface EntryLine extends Omit<JournalEntry, "pools" | "leftovers"> {
  readonly pools: Readonly<Record<string, NameChangeLine>>;
  readonly leftovers?: readonly DomainPattern[] | undefined;
}

export interface NameChangeLine {
  readonly entered?: readonly DomainPattern[] | undefined;
  readonly gone?: readonly DomainPattern[] | undefined;
  readonly byHand?: boolean | undefined;
}

export interface EndLine {
  readonly end: EntryEnd;
}

export function baseLine(
  { revision, servers, names, generations, givenByHand, former, rests }: Journal,
  now: Date,
): string {
  const base: BaseLine = {
    journal: JOURNAL_VERSION,
    revision,
    servers,
    names: Object.fromEntries([...names].map(([pool, its]) => [pool, [...its]])),
    generations: Object.fromEntries(generations),
    givenByHand: givenByHand.size > 0 ? [...givenByHand] : undefined,
    former: [...former].map(([name, { pool, generation, at }]) => [name, pool, generation, at]),
    rests: Object.fromEntries(
      [...restsToKeep(rests, now)].map(([pool, { at, names: its }]) => [pool, { at, names: [...its] }]),
    ),
  };
  return lineOf(base);
}

export function entryLine({ pools, leftovers, ...rest }: JournalEntry): string {
  return lineOf({
    ...rest,
    pools: namesByPool(pools),
    leftovers: leftovers.length > 0 ? leftovers : undefined,
  } satisfies EntryLine);
}

export function endLine(end: EntryEnd): string {
  return lineOf({ end } satisfies EndLine);
}

function namesByPool(pools: JournalEntry["pools"]): EntryLine["pools"] {
  const unlessEmpty = (names: readonly DomainPattern[]) => (names.length > 0 ? names : undefined);
  return Object.fromEntries(
    [...pools].map(([pool, { entered, gone, byHand }]) => [
      pool,
      { entered: unlessEmpty(entered), gone: unlessEmpty(gone), byHand },
    ]),
  );
}

function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
