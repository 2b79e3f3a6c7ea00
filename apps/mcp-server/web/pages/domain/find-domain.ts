import type { DomainRow } from "../../../src/page/model.js";

/** The pool that a name leads to. */
export function findDomain(domains: Iterable<DomainRow>, name: string): DomainRow | undefined {
  for (const row of domains) if (row.names.includes(name)) return row;
  return undefined;
}

const LISTED = 3;
const LEAST = 0.4;

/** Names that were probably meant, the nearest first. */
export function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const own = pairsOf(name);
  return known
    .map((one) => ({ one, likeness: likenessOf(own, pairsOf(one)) }))
    .filter(({ likeness }) => likeness >= LEAST)
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, LISTED)
    .map(({ one }) => one);
}

function pairsOf(text: string): ReadonlySet<string> {
  const padded = ` ${text.toLowerCase()} `;
  return new Set([...padded].slice(1).map((_, index) => padded.slice(index, index + 2)));
}

/** Of the pairs of characters, 0 to 1. */
function likenessOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((pair) => other.has(pair)).length;
  return shared / (one.size + other.size - shared);
}
