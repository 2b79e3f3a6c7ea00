import type { ReconcileReason, Restored } from "@haproxy-mcp/load-balancer";
import { OUTSIDE, SYSTEM } from "../access/caller.js";
import { describeRestored } from "./describe-restored.js";
import type { History } from "./history.js";

/** What is made again by this server itself, as HAProxy lost it or a change was cut off. The rest was done beside this server. */
const OWN_REASONS: ReadonlySet<ReconcileReason> = new Set(["start", "restart", "unknown outcome"]);

/** Records what was found and settled: edits of the files, and of HAProxy on its socket, as done by `outside`. */
export async function noteRestored(
  history: Pick<History, "note">,
  { released, applied, remaining, domains }: Restored,
  reason: ReconcileReason,
): Promise<void> {
  const isOwn = OWN_REASONS.has(reason);
  const result = remaining.length === 0 ? "done" : "failed";
  const edits = describeRestored(released, isOwn ? [] : applied);
  const repairs = describeRestored([], isOwn ? applied : []);
  if (edits.length > 0)
    await history.note(
      { caller: OUTSIDE, operation: "edit" },
      { result, details: edits, domains: isOwn ? released : domains },
    );
  if (repairs.length > 0)
    await history.note(
      { caller: SYSTEM, operation: "restore_state", input: { reason } },
      { result, details: repairs, domains },
    );
}
