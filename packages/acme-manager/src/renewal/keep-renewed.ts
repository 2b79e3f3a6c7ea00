import { type Clock, systemClock } from "@haproxy-mcp/durable-files";
import type { CertificateManager, RenewalResult } from "../manager/certificate-manager.js";
import type { Reconciled } from "../manager/reconcile-certificates.js";

const INTERVAL_MS = 10 * 60_000;
const RECONCILE_MS = 60 * 60_000;
/** So that servers started at the same moment do not query the CA at the same moment. */
const FIRST_JITTER_MS = 60_000;

/** What is kept renewed, until `signal` ends it, and what is called as it happens. */
export interface KeepRenewedOptions {
  readonly manager: Pick<CertificateManager, "reconcile" | "refreshRenewalInfo" | "renewAll">;
  readonly signal: AbortSignal;
  /** False: nothing is renewed; issued certificates are still kept deployed. Default: true. */
  readonly renews?: boolean | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 to 1. */
  readonly random?: (() => number) | undefined;
  /** Called with what a round repaired, or could not; not where there was nothing to do. */
  readonly onReconciled?: ((results: readonly Reconciled[]) => void) | undefined;
  /** Called after each certificate that was due. */
  readonly onRenewed?: ((result: RenewalResult) => void) | undefined;
  /** Receives the error that stopped a round. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Runs until its signal aborts: repairs differences at the start and every hour, and renews what is due, one at a time. */
export async function keepRenewed(options: KeepRenewedOptions): Promise<void> {
  const { signal, clock = systemClock, random = Math.random } = options;
  let reconciledAt = Number.NEGATIVE_INFINITY;
  let waitMs = random() * FIRST_JITTER_MS;
  while (!signal.aborted) {
    const now = clock.now().getTime();
    if (now - reconciledAt >= RECONCILE_MS) {
      reconciledAt = now;
      await round(options, () => reconcileAll(options));
    }
    await clock.sleep(waitMs, signal).catch((error) => {
      if (!signal.aborted) throw error;
    });
    if (signal.aborted) return;
    waitMs = INTERVAL_MS;
    if (options.renews !== false) await round(options, () => renewDue(options));
  }
}

async function reconcileAll({ manager, signal, onReconciled }: KeepRenewedOptions): Promise<void> {
  const results = await manager.reconcile({ signal });
  if (results.length > 0) onReconciled?.(results);
}

async function renewDue({ manager, signal, onRenewed }: KeepRenewedOptions): Promise<void> {
  await manager.refreshRenewalInfo({ signal });
  await manager.renewAll({
    signal,
    onResult: (result) => {
      if (result.result !== "skipped") onRenewed?.(result);
    },
  });
}

/** A failed round does not stop the next. */
async function round({ signal, onError }: KeepRenewedOptions, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!signal.aborted) onError?.(error);
  }
}
