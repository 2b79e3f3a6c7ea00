import type { DomainPattern } from "@haproxy-mcp/validation";
import type { NamesByPool } from "../format/map-file.js";

/** Names that were committed to a pool and that it does not have, with that pool. Equal sets cost nothing where they are one. */
export function missingNames(committed: NamesByPool, pools: NamesByPool): ReadonlyMap<DomainPattern, number> {
  const missing = new Map<DomainPattern, number>();
  for (const [pool, names] of committed) {
    const its = pools.get(pool);
    if (its === names) continue;
    for (const name of names) {
      if (its?.has(name) === true) continue;
      // Moved by hand more than once, it was committed to several.
      missing.set(name, Math.min(pool, missing.get(name) ?? pool));
    }
  }
  return missing;
}

/** The same names, in the sets of `pools` where those are equal. */
export function shareNames(committed: NamesByPool, pools: NamesByPool): NamesByPool {
  const shared = new Map<number, ReadonlySet<DomainPattern>>();
  let isShared = true;
  for (const [pool, names] of committed) {
    const its = sameNames(names, pools.get(pool));
    isShared &&= its === names;
    shared.set(pool, its);
  }
  return isShared ? committed : shared;
}

function sameNames(
  names: ReadonlySet<DomainPattern>,
  others: ReadonlySet<DomainPattern> | undefined,
): ReadonlySet<DomainPattern> {
  if (others === undefined || others === names || others.size !== names.size) return names;
  for (const name of others) if (!names.has(name)) return names;
  return others;
}

/**
 * The names that count as committed after an update: those that the pools have then, and those that were missing before
 * and were not released. While all committed names of a pool are missing, those that came by hand do not count: else they
 * would inherit its servers.
 */
export function namesToCommit(
  committed: NamesByPool,
  before: NamesByPool,
  after: NamesByPool,
  release: ReadonlySet<DomainPattern>,
): NamesByPool {
  const next = new Map(after);
  for (const [pool, names] of committed) {
    const had = before.get(pool);
    if (had === names) continue;
    const its = after.get(pool);
    const kept = [...names].filter(
      (name) => had?.has(name) !== true && its?.has(name) !== true && !release.has(name),
    );
    if (kept.length === 0) continue;
    const staying = [...(its ?? [])];
    const isContested = !staying.some((name) => names.has(name));
    if (isContested && kept.length === names.size) next.set(pool, names);
    else next.set(pool, new Set(isContested ? kept : [...staying, ...kept]));
  }
  return next;
}
