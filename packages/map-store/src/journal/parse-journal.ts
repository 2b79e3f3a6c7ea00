import type { DomainPattern } from "@haproxy-mcp/validation";
import { isJsonObject } from "../format/server-record.js";
import { noteAttempt, noteChange, type Traces } from "./apply-entry.js";
import type { EntryEnd, JournalEntry, LastEntry, Recorded } from "./journal.js";
import {
  type BaseLine,
  type EndLine,
  type EntryLine,
  JOURNAL_VERSION,
  type NameChangeLine,
} from "./journal-lines.js";

/** What a journal file says. */
export interface ParsedJournal {
  readonly recorded: Recorded;
  /** Of the first line, in bytes. */
  readonly baseBytes: number;
  /** Whether its last line can't be read, as after a crash: nothing may be written behind it. */
  readonly isTorn: boolean;
}

/** Changed in place while a file is read. */
interface Draft extends Traces {
  revision: string;
  servers: number;
  readonly names: Map<number, Set<DomainPattern>>;
  last: LastEntry | undefined;
}

/**
 * Reads a journal. A last line that can't be read is what a crash left of a line, and is ignored.
 *
 * @throws Error with the reason why it is no journal
 */
export function parseJournal(content: Buffer): ParsedJournal {
  // Names, digests and numbers are ASCII, and reading that takes half the time.
  const lines = content.toString("latin1").split("\n");
  const rest = lines.pop() ?? "";
  const [first = ""] = lines;
  const draft = draftOf(parseLine(first, 1));
  let isTorn = rest !== "";
  for (let index = 1; index < lines.length; index++) {
    const isLast = index === lines.length - 1 && rest.replaceAll("\0", "") === "";
    const line = parseLine(lines[index] ?? "", index + 1, isLast);
    if (line === undefined) isTorn = true;
    else take(draft, line, index + 1);
  }
  return { recorded: finished(draft), baseBytes: first.length + 1, isTorn };
}

function parseLine(text: string, number: number, mayBeTorn = false): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (mayBeTorn) return undefined;
    throw new Error(`line ${number} can't be read`);
  }
}

function draftOf(line: unknown): Draft {
  const { journal: version }: Partial<BaseLine> = isJsonObject(line) ? line : {};
  if (typeof version !== "number") throw new Error("line 1 is no base of a journal");
  if (version !== JOURNAL_VERSION) {
    throw new Error(`it has version ${version}, and this program reads version ${JOURNAL_VERSION}`);
  }
  const { revision, servers, names, generations, givenByHand = [], former, rests } = line as BaseLine;
  return shaped(
    () => ({
      revision,
      servers: numberOf(servers),
      names: new Map(Object.entries(names).map(([pool, its]) => [numberOf(pool), new Set(namesOf(its))])),
      generations: new Map(
        Object.entries(generations).map(([pool, count]) => [numberOf(pool), numberOf(count)]),
      ),
      givenByHand: new Set(givenByHand.map(numberOf)),
      former: new Map(former.map(([name, pool, generation, at]) => [name, { pool, generation, at }])),
      rests: new Map(
        Object.entries(rests).map(([pool, { at, names: its }]) => [
          numberOf(pool),
          { at: numberOf(at), names: new Set(namesOf(its)) },
        ]),
      ),
      last: undefined,
    }),
    1,
  );
}

function take(draft: Draft, line: unknown, number: number): void {
  if (!isJsonObject(line)) throw new Error(`line ${number} is no entry of a journal`);
  const { end }: Partial<EndLine> = line;
  if (end !== undefined) {
    takeEnd(draft, end);
    return;
  }
  const entry = shaped(() => entryOf(line as unknown as EntryLine), number);
  settleLast(draft, entry);
  draft.last = { entry, tookEffect: undefined };
}

function entryOf({ pools, leftovers = [], ...rest }: EntryLine): JournalEntry {
  const { id, at, before, after, prev, servers } = rest;
  const changes = Object.entries(pools).map(
    ([pool, { entered = [], gone = [], byHand }]: [string, NameChangeLine]) =>
      [numberOf(pool), { entered: namesOf(entered), gone: namesOf(gone), byHand }] as const,
  );
  return {
    id,
    at: numberOf(at),
    before,
    after,
    prev,
    servers: numberOf(servers),
    pools: new Map(changes),
    leftovers: namesOf(leftovers),
  };
}

/** The end of an entry that another writer overtook is of no interest: the entry that follows it decides. */
function takeEnd(draft: Draft, { id, tookEffect, at }: EntryEnd): void {
  const { last } = draft;
  if (last === undefined || last.entry.id !== id || last.tookEffect !== undefined) return;
  apply(draft, last.entry, tookEffect, at);
  draft.last = { entry: last.entry, tookEffect };
}

/** Whose end is not known by now, of that the next entry says it. One that lost the lock may have seen another. */
function settleLast(draft: Draft, { prev, before }: JournalEntry): void {
  const { last } = draft;
  if (last === undefined || last.tookEffect !== undefined) return;
  const { entry } = last;
  apply(draft, entry, prev?.id === entry.id ? prev.tookEffect : before === entry.after, entry.at);
}

/** The same as `afterEntry`, in place. */
function apply(draft: Draft, entry: JournalEntry, tookEffect: boolean, at: number): void {
  const { names } = draft;
  for (const [pool, change] of entry.pools) {
    const its = names.get(pool) ?? new Set();
    if (!tookEffect) {
      noteAttempt(draft, pool, change, its.size, at);
      continue;
    }
    noteChange(draft, pool, change, its.size, entry.at, at);
    for (const name of change.gone) its.delete(name);
    for (const name of change.entered) its.add(name);
    if (its.size > 0) names.set(pool, its);
    else names.delete(pool);
  }
  if (!tookEffect) return;
  draft.revision = entry.after;
  draft.servers = entry.servers;
}

function finished({ last, ...journal }: Draft): Recorded {
  return { journal, last };
}

function shaped<T>(read: () => T, number: number): T {
  try {
    return read();
  } catch {
    throw new Error(`line ${number} is not as a journal has it`);
  }
}

function numberOf(value: string | number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new TypeError("no number");
  return number;
}

function namesOf(names: readonly DomainPattern[]): readonly DomainPattern[] {
  if (!names.every((name) => typeof name === "string")) throw new TypeError("no names");
  return names;
}
