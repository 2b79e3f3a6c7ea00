import { setTimeout as sleep } from "node:timers/promises";
import type { LoadBalancer } from "./load-balancer.js";
import { isAnotherWorker, type Worker } from "./node/worker.js";
import type { Restored } from "./operations/restore.js";

export interface ReconcileOptions {
  readonly loadBalancer: Pick<LoadBalancer, "restore" | "isUnsettled" | "worker">;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Time between two looks. Default: 500. */
  readonly pollMs?: number | undefined;
}

/** Why HAProxy was compared with the files: the first time; another worker answers; the outcome of a change is not known. */
export type ReconcileReason = "start" | "restart" | "unknown outcome";

export type ReconcileEvent =
  | { readonly kind: "restored"; readonly reason: ReconcileReason; readonly restored: Restored }
  /** It is tried again at the next look. */
  | { readonly kind: "failed"; readonly reason: ReconcileReason; readonly error: unknown };

const DEFAULT_POLL_MS = 500;

/**
 * Keeps HAProxy as the files say, for as long as somebody iterates: restores at once, whenever HAProxy was restarted or
 * reloaded, and after a change whose outcome is unknown; tries until it succeeds.
 */
export async function* reconcile({
  loadBalancer,
  signal,
  pollMs = DEFAULT_POLL_MS,
}: ReconcileOptions): AsyncGenerator<ReconcileEvent, void> {
  let known: Worker | undefined;
  let reason: ReconcileReason | undefined = "start";
  while (!signal.aborted) {
    // Asked before, so that one who takes over while it is restored is noticed the next time.
    const seen = await loadBalancer.worker({ signal });
    if (known !== undefined && seen !== undefined && isAnotherWorker(known, seen)) reason ??= "restart";
    if (loadBalancer.isUnsettled()) reason ??= "unknown outcome";
    known = seen ?? known;
    if (reason !== undefined) {
      const event: ReconcileEvent = await loadBalancer.restore({ signal }).then(
        (restored) => ({ kind: "restored", reason: reason ?? "start", restored }),
        (error: unknown) => ({ kind: "failed", reason: reason ?? "start", error }),
      );
      if (signal.aborted) return;
      if (event.kind === "restored") reason = undefined;
      yield event;
    }
    await sleep(pollMs, undefined, { signal }).catch(() => {});
  }
}
