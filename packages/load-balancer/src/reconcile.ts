import { setTimeout as sleep } from "node:timers/promises";
import type { ReconcileReason, Restored } from "./changes/restored.js";
import type { LoadBalancer } from "./load-balancer.js";
import { isAnotherWorker, type Worker } from "./node/worker.js";

/** What is kept as the files say, until `signal` ends it. */
export interface ReconcileOptions {
  readonly loadBalancer: Pick<LoadBalancer, "restore" | "settledRevision" | "worker" | "watch" | "read">;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Milliseconds between two checks. Default: 500. */
  readonly pollMs?: number | undefined;
}

/** What {@link reconcile} did. */
export type ReconcileEvent =
  | { readonly kind: "restored"; readonly reason: ReconcileReason; readonly restored: Restored }
  /** It is tried again later, at most 30 s later, and as soon as files or worker change. */
  | { readonly kind: "failed"; readonly reason: ReconcileReason; readonly error: unknown };

const DEFAULT_POLL_MS = 500;
const MOST_DELAY_MS = 30_000;

/**
 * Keeps HAProxy matching the files for as long as the caller iterates: restores at once, whenever HAProxy was restarted or
 * reloaded, when files were changed by hand, and after a change whose outcome is unknown; tries until it succeeds.
 */
export async function* reconcile({
  loadBalancer,
  signal,
  pollMs = DEFAULT_POLL_MS,
}: ReconcileOptions): AsyncGenerator<ReconcileEvent, void> {
  const files = followFiles(loadBalancer, signal);
  let known: Worker | undefined;
  let reason: ReconcileReason | undefined = "start";
  let wasEdited = false;
  let isThere = false;
  let failed: { readonly revision: string | undefined; delayMs: number; leftMs: number } | undefined;
  while (!signal.aborted) {
    // Asked before, so that one who takes over while it is restored is noticed the next time.
    const seen = await loadBalancer.worker({ signal });
    const isAnother = known !== undefined && seen !== undefined && isAnotherWorker(known, seen);
    const now = await files.revision();
    const isEdited = now !== undefined && now !== loadBalancer.settledRevision();
    if (isAnother) reason ??= "restart";
    if (loadBalancer.settledRevision() === undefined) reason ??= "unknown outcome";
    // Seen twice: a change in progress is settled by its own process.
    if (isEdited && wasEdited) reason ??= "edited files";
    const isBack = !isThere && seen !== undefined;
    if (isAnother || isBack || failed?.revision !== now) failed = undefined;
    known = seen ?? known;
    wasEdited = isEdited;
    isThere = seen !== undefined;
    if (reason !== undefined && (failed === undefined || failed.leftMs <= 0)) {
      const because: ReconcileReason = reason;
      const event: ReconcileEvent = await loadBalancer.restore({}, { signal }).then(
        (restored) => ({ kind: "restored", reason: because, restored }),
        (error: unknown) => ({ kind: "failed", reason: because, error }),
      );
      if (signal.aborted) return;
      if (event.kind === "restored") {
        reason = undefined;
        failed = undefined;
      } else {
        const delayMs = Math.min((failed?.delayMs ?? pollMs / 2) * 2, MOST_DELAY_MS);
        failed = { revision: now, delayMs, leftMs: delayMs };
      }
      yield event;
    }
    await sleep(pollMs, undefined, { signal }).catch(() => {});
    if (failed !== undefined) failed.leftMs -= pollMs;
  }
}

interface Files {
  /** `undefined` while they can't be read. */
  revision(): Promise<string | undefined>;
}

/** What a watcher read may be older than what was settled since: unless both agree, the files are read again. */
function followFiles(
  { watch, read, settledRevision }: Pick<LoadBalancer, "watch" | "read" | "settledRevision">,
  signal: AbortSignal,
): Files {
  let revision: string | undefined;
  const follow = async () => {
    for await (const event of watch(signal)) {
      revision = event.fresh ? event.snapshot.revision : undefined;
    }
  };
  void follow();
  return {
    async revision() {
      if (revision === undefined || revision === settledRevision()) return revision;
      const now = await read({ signal }).catch(() => undefined);
      if (now !== undefined) ({ revision } = now);
      return now?.revision;
    },
  };
}
