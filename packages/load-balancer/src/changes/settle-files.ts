import { messageOf } from "@haproxy-mcp/durable-files";
import { type Orphan, type StateSnapshot, StoreError } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { everythingKept, poolsRoutedOtherwise, protectionOf } from "../certainty/protection.js";
import { lossOf } from "../certainty/too-small.js";
import { orphansOf, removedByHand } from "../certainty/uncertain.js";
import { describeUncertain, type Uncertainty } from "../certainty/uncertainty.js";
import { LoadBalancerError } from "../errors.js";
import { type Difference, mapOf } from "../node/difference.js";
import type { HaproxyNode, ReachedNode } from "../node/haproxy-node.js";
import type { RunningState } from "../node/running-state.js";
import type { LoadBalancerOptions, OperationOptions } from "../options.js";
import type { Settled } from "./settled.js";

export interface RestoreInput {
  /** Accepts files that have lost most of what they held. Default: false. */
  readonly allowShrink?: boolean | undefined;
}

export interface Restored {
  /** Differences that were repaired in HAProxy. */
  readonly applied: readonly Difference[];
  /** Differences that are left, such as a server in a slot that HAProxy does not have. */
  readonly remaining: readonly Difference[];
  /** HAProxy's refusals, quoted. */
  readonly refusals: readonly string[];
  /** Lines and records that are left unchanged with the routes and servers that they are about, each with what runs now. */
  readonly uncertain: readonly Uncertainty[];
  /** Names that the operator removed from the map, and HAProxy does not route any more. */
  readonly released: readonly DomainPattern[];
  /** Names that have records in `servers.json` and no line in the map: kept, without effect. */
  readonly orphans: readonly Orphan[];
  /** Why nothing was written: HAProxy was repaired without the lock. */
  readonly notSaved?: string | undefined;
}

export interface Parts extends Pick<LoadBalancerOptions, "store"> {
  readonly node: HaproxyNode;
  readonly settled: Settled;
}

/**
 * Makes HAProxy match the files, all of it, and writes `servers.state`. What HAProxy refuses does not stop the rest. On a
 * disk that can't be written, HAProxy alone is repaired.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`, `OUTCOME_UNKNOWN`; `STATE_TOO_SMALL` when the
 *   files have lost most of what they held: nothing was deleted, and servers that are listed were repaired
 */
export async function settleFiles(
  { store, node, settled }: Parts,
  { allowShrink = false }: RestoreInput,
  options: OperationOptions,
): Promise<Restored> {
  let found: Found | undefined;
  let lost: Lost | undefined;
  let restored: Restored | undefined;
  try {
    await store.update(
      (snapshot) => {
        const loss = allowShrink ? undefined : lossOf(snapshot, assertFound(found).running);
        lost = loss === undefined ? undefined : { snapshot, loss };
        if (lost !== undefined) return undefined; // an update would commit what is left
        return {
          state: snapshot.state,
          release: removedByHand(snapshot, assertFound(found).running),
          result: undefined,
        };
      },
      {
        ...options,
        prepare: async () => {
          found = await look(node, options);
        },
        confirm: async ({ before, after }) => {
          restored = await settle(assertFound(found), before, after, settled, options);
        },
      },
    );
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    if (restored !== undefined) return { ...restored, notSaved: messageOf(error) };
    found ??= await look(node, options); // the lock comes first
    const snapshot = await store.read(options);
    const loss = lossOf(snapshot, found.running);
    if (loss !== undefined) return repairListed(found, { snapshot, loss }, options);
    return { ...(await settle(found, snapshot, snapshot, settled, options)), notSaved: messageOf(error) };
  }
  if (lost !== undefined) return repairListed(assertFound(found), lost, options);
  if (restored === undefined) throw new Error("the store committed without asking for confirmation");
  return restored;
}

interface Found {
  readonly reached: ReachedNode;
  readonly running: RunningState;
}

async function look(node: HaproxyNode, options: OperationOptions): Promise<Found> {
  const reached = await node.reach(options);
  return { reached, running: await reached.look("all", { ...options, reading: "entries" }) };
}

function assertFound(found: Found | undefined): Found {
  if (found === undefined) throw new Error("the store ran a change before it was prepared");
  return found;
}

async function settle(
  { reached, running }: Found,
  before: StateSnapshot,
  after: StateSnapshot,
  settled: Settled,
  { signal }: OperationOptions,
): Promise<Restored> {
  const { revision, state } = after;
  settled.lose();
  const how = { signal, running: Promise.resolve(running), protection: protectionOf(after, running) };
  const settling = await reached.settle(state, "all", how).catch(notSettled);
  const held = poolsRoutedOtherwise(mapOf(state), settling.running);
  const { worker } = reached;
  settled.note({ revision, worker, held, backends: running.backends ?? new Set() });
  return {
    applied: settling.applied,
    remaining: settling.remaining,
    refusals: settling.refusals.map(({ message }) => message),
    uncertain: describeUncertain(after, settling.running),
    released: [...before.missing.keys()].filter((name) => !after.missing.has(name)),
    orphans: orphansOf(after),
  };
}

interface Lost {
  readonly snapshot: StateSnapshot;
  readonly loss: string;
}

/** Deletes and redirects nothing. @throws LoadBalancerError `STATE_TOO_SMALL` */
async function repairListed(
  { reached, running }: Found,
  { snapshot, loss }: Lost,
  { signal }: OperationOptions,
): Promise<never> {
  const protection = everythingKept(protectionOf(snapshot, running), running);
  const how = { signal, running: Promise.resolve(running), protection };
  const { applied } = await reached.settle(snapshot.state, "all", how).catch(notSettled);
  const repaired =
    applied.length === 0 ? "" : ` Listed servers and routes repaired in HAProxy: ${applied.length}.`;
  throw new LoadBalancerError("STATE_TOO_SMALL", `${loss}. Nothing was deleted.${repaired}`);
}

function notSettled(error: unknown): never {
  if (LoadBalancerError.isInstance(error)) throw error;
  throw new LoadBalancerError("OUTCOME_UNKNOWN", messageOf(error), { cause: error });
}

function isUnwritable(error: unknown): boolean {
  return StoreError.isInstance(error) && error.code === "UNWRITABLE";
}
