import type { DomainPattern } from "@haproxy-mcp/validation";
import { type DesiredState, NO_NAMES } from "../desired-state.js";
import { invalidState } from "../errors.js";
import type { NamesByPool } from "./map-meaning.js";

/** The names that a pool gets and loses, each in its order. */
export interface NameChange {
  readonly entered: readonly DomainPattern[];
  readonly gone: readonly DomainPattern[];
}

/** By the number of the pool. A name that moves has gone from one and entered another. */
export type NameChanges = ReadonlyMap<number, NameChange>;

/**
 * Looks at the names of a pool once: there may be 100,000.
 *
 * @param numbers of the pools that may differ
 * @throws StoreError `INVALID_STATE` for a name that two pools have
 */
export function nameChanges(
  found: NamesByPool,
  wanted: DesiredState["pools"],
  numbers: Iterable<number>,
): NameChanges {
  const changes = new Map<number, NameChange>();
  const entered = new Map<DomainPattern, number>();
  for (const number of numbers) {
    const [before, after] = [found.get(number) ?? NO_NAMES, wanted.get(number)?.names ?? NO_NAMES];
    const change = before === after ? undefined : differenceOf(before, after);
    if (change === undefined) continue;
    changes.set(number, change);
    for (const name of change.entered) entered.set(name, number);
  }
  assertInOnePool(wanted, entered);
  return changes;
}

/** `undefined` where the names are the same. */
export function differenceOf(
  before: ReadonlySet<DomainPattern>,
  after: ReadonlySet<DomainPattern>,
): NameChange | undefined {
  const entered: DomainPattern[] = [];
  for (const name of after) if (!before.has(name)) entered.push(name);
  const hasLost = after.size - entered.length < before.size;
  if (entered.length === 0 && !hasLost) return undefined;
  return { entered, gone: hasLost ? [...before].filter((name) => !after.has(name)) : [] };
}

function assertInOnePool(pools: DesiredState["pools"], entered: ReadonlyMap<DomainPattern, number>): void {
  for (const [other, { names }] of pools) {
    for (const name of names.size < entered.size ? names : entered.keys()) {
      const pool = entered.get(name) ?? other;
      if (pool !== other && names.has(name)) {
        throw invalidState(`${name} is in the pools ${pool} and ${other}`);
      }
    }
  }
}
