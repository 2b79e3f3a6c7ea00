import { messageOf } from "@haproxy-mcp/durable-files";
import { type LoadBalancer, type ReconcileEvent, type Restored, reconcile } from "@haproxy-mcp/load-balancer";
import { describeFinding } from "../checks/finding.js";
import { orphanFindings, uncertainFindings } from "../checks/uncertain.js";
import type { History } from "../history/history.js";
import { noteRestored } from "../history/note-restored.js";
import { countOf } from "../program/count-of.js";
import type { Log } from "../program/log.js";
import { boundedTexts } from "../tools/bounded-list.js";

export interface Reconciliation {
  /** Why HAProxy may not match the files; `undefined` once it does, and in a command that does not make it match. */
  readonly obstacle: string | undefined;
  /** Whether HAProxy has matched once. */
  readonly isRestored: boolean;
  /** Resolves when it does. */
  readonly restored: Promise<void>;
  /** Makes HAProxy match the files now and whenever it may not, until the signal aborts. Yields whether it does, after each try. */
  tries(signal: AbortSignal): AsyncGenerator<boolean, void>;
}

/** Logs what it does. */
export function createReconciliation(
  loadBalancer: LoadBalancer,
  history: Pick<History, "note">,
  log: Log,
): Reconciliation {
  let obstacle: string | undefined;
  let isRestored = false;
  let onRestored = () => {};
  const restored = new Promise<void>((resolve) => {
    onRestored = resolve;
  });
  return {
    get obstacle() {
      return obstacle;
    },
    get isRestored() {
      return isRestored;
    },
    restored,
    async *tries(signal) {
      obstacle = "the desired state is being restored";
      for await (const event of reconcile({ loadBalancer, signal })) {
        const found = event.kind === "restored" ? describeRemaining(event.restored) : messageOf(event.error);
        if (event.kind === "restored") {
          logRestored(event, log);
          await noteRestored(history, event.restored, event.reason);
          isRestored = true;
          onRestored();
        } else if (found !== obstacle) {
          // the same reason is logged once, not at every try
          log.error({ reason: event.reason }, `desired state not restored, trying again: ${found}`);
        }
        obstacle = found;
        yield event.kind === "restored";
      }
    },
  };
}

function describeRemaining({ remaining }: Restored): string | undefined {
  return remaining.length === 0
    ? undefined
    : `${countOf(remaining.length, "difference")} could not be repaired`;
}

function logRestored({ restored, reason }: Extract<ReconcileEvent, { kind: "restored" }>, log: Log): void {
  const { uncertain, refusals, released, orphans, notSaved, applied, remaining } = restored;
  for (const finding of [...uncertainFindings(uncertain), ...orphanFindings(orphans)]) {
    log.warn(describeFinding(finding));
  }
  for (const refusal of refusals) log.warn(refusal);
  if (released.length > 0) {
    log.warn({ domains: boundedTexts(released) }, "no longer routed: deleted from domains.map by hand");
  }
  if (notSaved !== undefined) log.error(`only HAProxy was repaired: ${notSaved}`);
  log.info({ reason, applied: applied.length, remaining: remaining.length }, "desired state restored");
}
