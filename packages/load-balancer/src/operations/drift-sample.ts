import { type DesiredState, mapKey, type StateSnapshot } from "@haproxy-mcp/map-store";
import { keysWithoutBackend } from "../certainty/lacking-backends.js";
import { protectionOf } from "../certainty/protection.js";
import { namesIn } from "../desired-state.js";
import type { ReachedNode } from "../node/haproxy-node.js";
import type { RunningState } from "../node/running-state.js";
import type { PartialScope, Scope } from "../node/scope.js";
import type { OperationOptions } from "../options.js";

/** What is looked at of a map that is too long to be read each time. */
interface DriftSample {
  /** Names that are drawn, and whatever is uncertain or missing. */
  readonly scope: PartialScope;
  readonly snapshot: StateSnapshot;
  /** How many names are drawn. */
  readonly names: number;
  /** From how many. */
  readonly of: number;
}

const MOST_READ = 5_000; // names
const DRAWN = 1_000;
/** What can be asked for: printable, with no space. */
const PLAIN = /^[!-~]+$/;

/**
 * Names from all over the map, and those that problems are about. Pure.
 *
 * @param start from 0 to 1, without 1: which names are drawn
 * @returns `undefined` where the whole map is looked at, since it is short, or much of it is uncertain
 */
export function drawSample(snapshot: StateSnapshot, start: number): DriftSample | undefined {
  const { state, problems, missing } = snapshot;
  const of = namesIn(state) + state.foreign.size;
  const uncertain = problems.filter(({ about }) => about === "route");
  if (of <= MOST_READ || uncertain.length + missing.size > DRAWN) return undefined;
  const keys = new Set([...missing.keys()].map(mapKey));
  for (const { key, name } of uncertain) {
    if (key !== undefined && !PLAIN.test(key)) return undefined;
    if (key !== undefined) keys.add(key);
    if (name !== undefined) keys.add(mapKey(name));
  }
  const drawn = drawKeys(state, of / DRAWN, start).filter((key) => PLAIN.test(key));
  for (const key of drawn) keys.add(key);
  return { scope: { keys, pools: "all" }, snapshot, names: drawn.length, of };
}

function drawKeys({ pools, foreign }: DesiredState, stride: number, start: number): readonly string[] {
  const drawn: string[] = [];
  let next = Math.floor(start * stride);
  let index = 0;
  const draw = (key: string) => {
    if (index++ !== next) return;
    drawn.push(key);
    next = Math.floor((drawn.length + start) * stride);
  };
  for (const key of foreign.keys()) draw(key);
  for (const { names } of pools.values()) {
    if (next >= index + names.size) index += names.size;
    else for (const name of names) draw(mapKey(name));
  }
  return drawn;
}

export interface Seen {
  readonly running: RunningState;
  readonly scope: Scope;
}

/** HAProxy as far as the sample goes; all of it where there is none, or where the number of its entries is not explained. */
export async function lookAtSample(
  reached: ReachedNode,
  sample: DriftSample | undefined,
  options: OperationOptions,
): Promise<Seen> {
  if (sample !== undefined && hasAsMany(reached, sample)) {
    const { scope, snapshot } = sample;
    const running = await reached.look(scope, options);
    const isExplained =
      keysWithoutBackend(snapshot.state, running).length === 0 &&
      protectionOf(snapshot, running).contested.size === 0;
    if (isExplained) return { running, scope };
  }
  return { running: await reached.look("all", options), scope: "all" };
}

/** HAProxy counts entries of lines that are problems, and of names that are missing, or it has none of them. */
function hasAsMany({ entryCount }: ReachedNode, { of, snapshot }: DriftSample): boolean {
  const { problems, missing } = snapshot;
  return Math.abs(entryCount - of) <= problems.length + missing.size;
}
