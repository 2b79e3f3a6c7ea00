import { lossOf } from "../certainty/too-small.js";
import { removedByHand, withoutRemoved } from "../certainty/uncertain.js";
import type { HaproxyNode, ReachedNode } from "../node/haproxy-node.js";
import type { RunningState } from "../node/running-state.js";
import { changedScope } from "../node/scope.js";
import type { LoadBalancerOptions } from "../options.js";
import { applyChange } from "./apply-change.js";
import { groundOf } from "./ground-of.js";
import {
  assertFound,
  type Found,
  findAll,
  foundSettlement,
  type Lost,
  notBegun,
  repairListed,
  settleAll,
} from "./settle-all.js";
import type { Settled } from "./settled.js";
import { type Outcome, planTogether, type WaitingChange } from "./waiting-change.js";

export interface ChangeParts extends Pick<LoadBalancerOptions, "store" | "pools"> {
  readonly node: HaproxyNode;
  readonly settled: Settled;
}

/** Returns the group, once the lock is held. */
type Begin = () => readonly WaitingChange[];

/**
 * Makes changes together: one write, one batch, one read-back.
 *
 * @returns `undefined`, and nothing was done, where files and HAProxy are not as they were settled last
 */
export async function makeOnSettled(
  { store, node, pools, settled }: ChangeParts,
  begin: Begin,
  signal: AbortSignal,
): Promise<readonly Outcome[] | undefined> {
  let outcomes: readonly Outcome[] | undefined;
  let running: Promise<RunningState> | undefined;
  let prepared: { readonly group: readonly WaitingChange[]; readonly reached: ReachedNode } | undefined;
  const inTurn = () => {
    if (prepared === undefined) throw new Error("the store ran a change before it was prepared");
    return prepared;
  };
  const { revision } = await store.update(
    (snapshot) => {
      const { group, reached } = inTurn();
      const settlement = settled.of(snapshot.revision, reached.worker);
      if (settlement === undefined) return undefined;
      const planned = planTogether(groundOf(snapshot, settlement, pools), group);
      ({ outcomes } = planned);
      // What changes nothing needs neither the disk nor HAProxy.
      if (!outcomes.some(({ ok }) => ok)) return undefined;
      return { state: planned.state, discard: planned.discard, result: undefined };
    },
    {
      signal,
      // Asked before the change, so that with no HAProxy no file is touched.
      prepare: async () => {
        const group = begin();
        prepared = { group, reached: await node.reach({ signal }) };
      },
      // Asked while the files are written; whether HAProxy answered matters when they are.
      planned: (before, after) => {
        running = inTurn().reached.look(changedScope(before, after), { signal });
        running.catch(() => {});
      },
      confirm: (transition) => applyChange(inTurn().reached, transition, { signal, running }),
    },
  );
  if (outcomes !== undefined) settled.moved(revision);
  return outcomes;
}

/**
 * Makes HAProxy match the files as they are, and then the changes, while one lock is held: with many writers, files would
 * otherwise be others again before the changes are made.
 *
 * @throws LoadBalancerError `STATE_TOO_SMALL`, …: no change was made
 */
export async function settleAndMake(
  { store, node, pools, settled }: ChangeParts,
  begin: Begin,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  let outcomes: readonly Outcome[] = [];
  let found: Found | undefined;
  let lost: Lost | undefined;
  const { revision } = await store.update(
    (snapshot) => {
      const { running, reached } = assertFound(found);
      const loss = lossOf(snapshot, running);
      lost = loss === undefined ? undefined : { snapshot, loss };
      if (lost !== undefined) return undefined; // an update would commit what is left
      const kept = withoutRemoved(snapshot, running);
      const settlement = foundSettlement({ running, reached }, kept);
      const planned = planTogether(groundOf(kept, settlement, pools), begin());
      ({ outcomes } = planned);
      const release = removedByHand(snapshot, running);
      return { state: planned.state, discard: planned.discard, release, result: undefined };
    },
    {
      signal,
      prepare: async () => {
        begin();
        found = await findAll(node, { signal });
      },
      confirm: async (transition) => {
        const { before, after } = transition;
        const kept = { ...before, missing: after.missing };
        await settleAll(assertFound(found), before, kept, settled, { signal }).catch(notBegun);
        await applyChange(assertFound(found).reached, transition, { signal });
      },
    },
  );
  if (lost !== undefined) return repairListed(assertFound(found), lost, { signal });
  settled.moved(revision);
  return outcomes;
}
