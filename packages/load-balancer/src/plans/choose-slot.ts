import { type ServerRecord, type Servers, type StateProblem, sameRecord } from "@haproxy-mcp/map-store";
import { lowestFreeSlot, type PoolRange } from "@haproxy-mcp/pool-allocator";
import type { Slot } from "@haproxy-mcp/validation";
import { placeOf } from "../certainty/uncertain.js";
import { isSameServer } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { describeRecord } from "../node/describe-difference.js";

export interface SlotRequest {
  readonly server: ServerRecord;
  /** The slot asked for, or `undefined` for the one that has the server already, or the lowest free one. */
  readonly slot: Slot | undefined;
  /** Takes a slot that has another server. With no slot asked for, only one with the same address and port. */
  readonly replace?: boolean | undefined;
  /** Slots that got a server in the same call; these are not taken again. */
  readonly claimed?: ReadonlySet<Slot> | undefined;
}

/**
 * The slot a server gets. One that has an equal server is right: the change was made before.
 *
 * @param uncertain records that are no servers, and that stay in their slots
 * @throws LoadBalancerError `SLOT_OUT_OF_RANGE`, `SLOT_TAKEN`, `NO_FREE_SLOT`
 */
export function chooseSlot(
  pools: PoolRange,
  servers: Servers,
  { server, slot: wanted, replace = false, claimed = new Set() }: SlotRequest,
  uncertain: ReadonlyMap<number, StateProblem>,
): Slot {
  if (wanted === undefined) {
    const slot =
      slotOf(servers, claimed, (other) => sameRecord(server, other)) ??
      (replace ? slotOf(servers, claimed, (other) => isSameServer(server, other)) : undefined) ??
      lowestFreeSlot(pools, new Set<number>([...servers.keys(), ...uncertain.keys()]));
    if (slot !== undefined) return slot as Slot;
    throw new LoadBalancerError(
      "NO_FREE_SLOT",
      pools.slots === 1
        ? "the only slot of the domain is taken"
        : `all ${pools.slots} slots of the domain are taken`,
    );
  }
  assertSlotInRange(pools, wanted);
  const other = servers.get(wanted);
  if (other !== undefined && !sameRecord(other, server) && (!replace || claimed.has(wanted))) {
    throw taken(`slot ${wanted} already has ${describeRecord(other)}`);
  }
  const problem = uncertain.get(wanted);
  if (problem !== undefined) throw takenBy(problem, wanted);
  return wanted;
}

function slotOf(
  servers: Servers,
  claimed: ReadonlySet<Slot>,
  isWanted: (server: ServerRecord) => boolean,
): Slot | undefined {
  return [...servers].find(([slot, server]) => !claimed.has(slot) && isWanted(server))?.[0];
}

function takenBy(problem: StateProblem, slot: Slot): LoadBalancerError {
  const what = problem.kind === "REFUSED" ? "a server that is refused" : "a record that can't be read";
  return taken(`slot ${slot} has ${what}, which was left unchanged: ${placeOf(problem)}: ${problem.message}`);
}

function taken(message: string): LoadBalancerError {
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
