import { allEnded } from "@haproxy-mcp/durable-files";
import type { Transition } from "@haproxy-mcp/map-store";
import type { HaproxyNode, ReachedNode } from "../node/haproxy-node.js";
import type { RunningState } from "../node/running-state.js";
import { changedScope } from "../node/scope.js";
import type { LoadBalancerOptions } from "../options.js";
import { applyChange } from "./apply-change.js";
import { assertPrepared } from "./assert-prepared.js";
import { groundOf } from "./ground-of.js";
import { intendMade } from "./intend-made.js";
import type { ReconcileReason, Restored } from "./restored.js";
import { foundSettlement, notBegun, settleAll } from "./settle-all.js";
import type { Settled } from "./settled.js";
import { type FoundUpdate, updateFound } from "./update-found.js";
import { type Outcome, planTogether, type WaitingChange } from "./waiting-change.js";

export interface ChangeParts extends Pick<LoadBalancerOptions, "store" | "pools" | "onRepaired"> {
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
  parts: ChangeParts,
  begin: Begin,
  signal: AbortSignal,
): Promise<readonly Outcome[] | undefined> {
  const { store, node, settled } = parts;
  let outcomes: readonly Outcome[] | undefined;
  let running: Promise<RunningState> | undefined;
  let prepared: { readonly group: readonly WaitingChange[]; readonly reached: ReachedNode } | undefined;
  const inTurn = () => assertPrepared(prepared);
  const { revision } = await store.update(
    (snapshot) => {
      const { group, reached } = inTurn();
      const settlement = settled.of(snapshot.revision, reached.worker);
      if (settlement === undefined) return undefined;
      const planned = planTogether(groundOf(snapshot, settlement, parts), group);
      ({ outcomes } = planned);
      // What changes nothing needs neither the disk nor HAProxy.
      if (!outcomes.some(({ ok }) => ok)) return undefined;
      const { state, discard, discardRefused } = planned;
      return { state, discard, discardRefused, result: undefined };
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
      intent: (transition) => intendAll(inTurn().group, outcomes, transition),
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
  parts: ChangeParts,
  begin: Begin,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const { store, node, settled, onRepaired } = parts;
  let outcomes: readonly Outcome[] = [];
  const update: FoundUpdate = {
    allowShrink: false,
    plan: (assessed, found) => {
      const ground = groundOf(assessed.kept, foundSettlement(found, assessed), parts);
      const planned = planTogether(ground, begin());
      ({ outcomes } = planned);
      const { state, discard, discardRefused } = planned;
      return { state, discard, discardRefused };
    },
    intent: (transition) => intendAll(begin(), outcomes, transition),
    confirm: async (found, transition) => {
      const { before, after } = transition;
      const kept = { ...before, missing: after.missing };
      const reason = reasonOf(settled, before.revision);
      const restored = await settleAll(found, before, kept, settled, { signal }).catch(notBegun);
      let released: Restored["released"] = [];
      try {
        await applyChange(found.reached, transition, { signal });
        ({ released } = restored);
      } finally {
        if (restored.applied.length > 0 || released.length > 0)
          onRepaired?.({ ...restored, released }, reason);
      }
    },
  };
  settled.moved(await updateFound({ store, node }, update, { signal }));
  return outcomes;
}

function reasonOf(settled: Settled, revision: string): ReconcileReason {
  const last = settled.revision();
  if (last === undefined) return "start";
  return last === revision ? "restart" : "edited files";
}

async function intendAll(
  group: readonly WaitingChange[],
  outcomes: readonly Outcome[] = [],
  transition: Transition,
): Promise<void> {
  await allEnded(
    group.map(({ intend }, index) => {
      const outcome = outcomes[index];
      return outcome?.ok === true ? intendMade(intend, outcome.made, transition) : undefined;
    }),
  );
}
