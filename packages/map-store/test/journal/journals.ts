import { domain } from "../../src/contract/harness.js";
import type { NameChanges } from "../../src/format/name-changes.js";
import type { Journal, JournalEntry } from "../../src/journal/journal.js";

/** A journal with these names, pool by pool. */
export function journalOf(
  names: Readonly<Record<number, readonly string[]>> = {},
  more: Partial<Journal> = {},
): Journal {
  const sets = Object.entries(names).map(([pool, its]) => [Number(pool), new Set(its.map(domain))] as const);
  return {
    revision: "r0",
    names: new Map(sets),
    generations: new Map(),
    givenByHand: new Set(),
    former: new Map(),
    rests: new Map(),
    servers: 0,
    ...more,
  };
}

/** The names that pools get (`+a.test`) and lose (`-a.test`). */
function changes(pools: Readonly<Record<number, string>>): NameChanges {
  return new Map(
    Object.entries(pools).map(([pool, text]) => {
      const signed = text.split(" ");
      const those = (sign: string) =>
        signed.filter((name) => name.startsWith(sign)).map((name) => domain(name.slice(1)));
      return [Number(pool), { entered: those("+"), gone: those("-") }];
    }),
  );
}

export function entryOf(
  pools: Readonly<Record<number, string>>,
  more: Partial<JournalEntry> = {},
): JournalEntry {
  return {
    id: "e1",
    at: 1_000,
    before: "r0",
    after: "r1",
    prev: undefined,
    pools: changes(pools),
    servers: 0,
    leftovers: [],
    ...more,
  };
}
