import type { Servers, StateProblem } from "@haproxy-mcp/map-store";
import { lowestFreeSlot, type PoolRange } from "@haproxy-mcp/pool-allocator";
import type { Slot } from "@haproxy-mcp/validation";
import { placeOf } from "../certainty/uncertain.js";
import { LoadBalancerError } from "../errors.js";

/**
 * The slot a new server gets.
 *
 * @param wanted the slot asked for, or `undefined` for the lowest free one
 * @param uncertain records that are no servers, and that stay in their slots
 * @throws LoadBalancerError `SLOT_OUT_OF_RANGE`, `SLOT_TAKEN`, `NO_FREE_SLOT`
 */
export function chooseSlot(
  pools: PoolRange,
  servers: Servers,
  wanted: Slot | undefined,
  uncertain: ReadonlyMap<number, StateProblem>,
): Slot {
  if (wanted === undefined) {
    const slot = lowestFreeSlot(pools, new Set<number>([...servers.keys(), ...uncertain.keys()]));
    if (slot !== undefined) return slot as Slot;
    throw new LoadBalancerError(
      "NO_FREE_SLOT",
      pools.slots === 1
        ? "the only slot of the domain is taken"
        : `all ${pools.slots} slots of the domain are taken`,
    );
  }
  assertSlotInRange(pools, wanted);
  if (servers.has(wanted)) {
    throw new LoadBalancerError("SLOT_TAKEN", `slot ${wanted} already has a server`, { field: "slot" });
  }
  const problem = uncertain.get(wanted);
  if (problem !== undefined) throw takenBy(problem, wanted);
  return wanted;
}

function takenBy(problem: StateProblem, slot: Slot): LoadBalancerError {
  const what = problem.kind === "REFUSED" ? "a server that is refused" : "a record that can't be read";
  const message = `slot ${slot} has ${what}, which was left unchanged: ${placeOf(problem)}: ${problem.message}`;
  return new LoadBalancerError("SLOT_TAKEN", message, { field: "slot" });
}

/** @throws LoadBalancerError `SLOT_OUT_OF_RANGE` */
export function assertSlotInRange(pools: PoolRange, slot: Slot): void {
  if (slot > pools.slots) {
    throw new LoadBalancerError("SLOT_OUT_OF_RANGE", `slot must be from 1 to ${pools.slots}, not ${slot}`, {
      field: "slot",
    });
  }
}
