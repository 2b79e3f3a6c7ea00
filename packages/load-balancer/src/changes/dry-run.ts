import type { DryRun } from "@haproxy-mcp/map-store";
import { assess } from "../certainty/assess.js";
import { lossOf } from "../certainty/too-small.js";
import { LoadBalancerError } from "../errors.js";
import type { OperationOptions } from "../options.js";
import { assertPrepared } from "./assert-prepared.js";
import type { ChangeQueue } from "./change-queue.js";
import { groundOf } from "./ground-of.js";
import type { ChangeParts } from "./make-changes.js";
import { type Found, findAll, foundSettlement } from "./settle-all.js";
import { type Outcome, planTogether, type WaitingChange } from "./waiting-change.js";

export interface DryChanges extends ChangeQueue {
  /** What all changes together would do; `undefined` where none was planned. */
  outlook(): DryRun | undefined;
}

/** Plans changes on files and HAProxy as they are now, each on the state that the one before leaves, and makes none of them. */
export function createDryChanges(parts: Pick<ChangeParts, "store" | "pools" | "node">): DryChanges {
  const planned: Pick<WaitingChange, "plan">[] = [];
  let outlook: DryRun | undefined;
  return {
    outlook: () => outlook,
    async make(plan, options) {
      const seen = await planOnly(parts, [...planned, { plan }], options);
      if (!seen.last.ok) throw seen.last.error;
      planned.push({ plan });
      outlook = seen.outlook;
      return seen.last.result as never;
    },
  };
}

interface Planned {
  /** Of the last change. */
  readonly last: Outcome;
  readonly outlook: DryRun | undefined;
}

/** @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `STATE_TOO_SMALL`, as the changes would; StoreError */
async function planOnly(
  parts: Pick<ChangeParts, "store" | "pools" | "node">,
  changes: readonly Pick<WaitingChange, "plan">[],
  { signal }: OperationOptions,
): Promise<Planned> {
  const { store, node } = parts;
  let found: Found | undefined;
  let last: Outcome | undefined;
  let outlook: DryRun | undefined;
  await store.update(
    (snapshot) => {
      const assessed = assess(snapshot, assertPrepared(found).running);
      const loss = lossOf(assessed);
      if (loss !== undefined) throw new LoadBalancerError("STATE_TOO_SMALL", `${loss}. Nothing was changed.`);
      const ground = groundOf(assessed.kept, foundSettlement(assertPrepared(found), assessed), parts);
      const { outcomes, state, discard, discardRefused } = planTogether(ground, changes);
      last = outcomes.at(-1);
      if (last?.ok !== true) return undefined;
      return { state, discard, discardRefused, release: assessed.released, result: undefined };
    },
    {
      signal,
      prepare: async () => {
        found = await findAll(node, { signal });
      },
      dryRun: (seen) => {
        outlook = seen;
      },
    },
  );
  return { last: assertPrepared(last), outlook };
}
