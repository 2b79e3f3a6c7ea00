import { type DesiredState, mapKey, type StateSnapshot } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { poolFinder } from "../desired-state.js";
import type { RunningState } from "../node/running-state.js";
import { keysWithoutBackend } from "./lacking-backends.js";
import { type KeptRoutes, type Protection, protectionOf } from "./protection.js";
import { routeProblems } from "./uncertain.js";

/** What the files mean beside a HAProxy that runs. */
export interface Assessment {
  readonly snapshot: StateSnapshot;
  readonly running: RunningState;
  /**
   * Missing names that the operator removed, or moved to another backend: no line explains them otherwise, and HAProxy has
   * the backend that they go to.
   */
  readonly released: readonly DomainPattern[];
  /** The snapshot once those are accepted. */
  readonly kept: StateSnapshot;
  readonly protection: Protection & KeptRoutes;
}

/** Joins what the store reports with all of HAProxy. Pure. */
export function assess(snapshot: StateSnapshot, running: RunningState): Assessment {
  const released = removedByHand(snapshot, running);
  const kept = without(snapshot, new Set(released));
  return { snapshot, running, released, kept, protection: protectionOf(kept, running) };
}

function removedByHand(snapshot: StateSnapshot, running: RunningState): readonly DomainPattern[] {
  if (snapshot.missing.size === 0) return [];
  const problemAbout = routeProblems(snapshot);
  const lacking = new Set(keysWithoutBackend(snapshot.state, running));
  return [...snapshot.missing.keys()].filter(
    (name) => problemAbout(name) === undefined && !lacking.has(mapKey(name)),
  );
}

/** Of released names those that the map routes nowhere now: the others were moved. */
export function unrouted(released: readonly DomainPattern[], state: DesiredState): readonly DomainPattern[] {
  const find = poolFinder(state, released.length);
  return released.filter((name) => find(name) === undefined && !state.foreign.has(mapKey(name)));
}

function without(snapshot: StateSnapshot, released: ReadonlySet<DomainPattern>): StateSnapshot {
  if (released.size === 0) return snapshot;
  const missing = new Map([...snapshot.missing].filter(([name]) => !released.has(name)));
  return { ...snapshot, missing };
}
