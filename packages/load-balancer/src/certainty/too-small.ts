import { mapKey } from "@haproxy-mcp/map-store";
import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { namesIn } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { differences } from "../node/difference.js";
import type { Scope } from "../node/scope.js";
import type { Assessment } from "./assess.js";

/**
 * What the files lost, in words: compared with what was committed last or, where that is not known, with what HAProxy runs. A file
 * that holds much less than before is more often lost than meant.
 */
export function lossOf({ snapshot, running, protection }: Assessment): string | undefined {
  if (snapshot.loss !== undefined) return snapshot.loss;
  const { state, missing } = snapshot;
  const listed = namesIn(state) + state.foreign.size;
  // If HAProxy has no more than are listed, most of them can't be missing: none is compared.
  const scope: Scope = running.map.size > listed ? "all" : { keys: new Set(), pools: "all" };
  const found = differences(state, running, scope, protection);
  const deleted = found.filter(({ desired }) => desired === undefined);
  // The store knows of names that were removed by hand, and has counted them.
  const [keys, emptied] = [new Set([...missing.keys()].map(mapKey)), new Set(missing.values())];
  const names = deleted.filter((one) => one.kind === "map" && !keys.has(one.key)).length;
  if (isMost(names, listed)) return `${names} names that HAProxy routes are missing from the map`;
  const pools = new Set(
    deleted.flatMap((one) => (one.kind === "server" ? (poolNumber(one.pool) ?? []) : [])),
  );
  for (const pool of emptied) pools.delete(pool);
  const kept = [...state.pools.values()].filter(({ servers }) => servers.size > 0).length;
  if (isMost(pools.size, kept)) return `${pools.size} pools have servers in HAProxy and none in the files`;
  return undefined;
}

/** @throws LoadBalancerError `STATE_TOO_SMALL` */
export function assertNotMost(deleted: number, kept: number, what: string): void {
  if (isMost(deleted, kept)) {
    throw new LoadBalancerError(
      "STATE_TOO_SMALL",
      `${deleted} ${what}, and ${kept} ${kept === 1 ? "is" : "are"}. Nothing was changed.`,
    );
  }
}

/** One deletion is never a loss: a crash in the middle of a change leaves one. */
function isMost(deleted: number, kept: number): boolean {
  return deleted > 1 && deleted > kept;
}
