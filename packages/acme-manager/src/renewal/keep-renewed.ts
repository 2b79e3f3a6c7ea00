import { type Clock, systemClock } from "@haproxy-mcp/durable-files";
import type { CertificateManager, RenewalResult } from "../manager/certificate-manager.js";
import type { Reconciled } from "../manager/reconcile-certificates.js";

const INTERVAL_MS = 10 * 60_000;
const RECONCILE_MS = 60 * 60_000;
/** So that servers that were started at one moment do not ask the CA at one moment. */
const FIRST_JITTER_MS = 60_000;

export interface KeepRenewedOptions {
  readonly manager: CertificateManager;
  readonly signal: AbortSignal;
  /** False: only what was issued is kept served. Default: true. */
  readonly renews?: boolean | undefined;
  readonly clock?: Clock | undefined;
  /** From 0 to 1. */
  readonly random?: (() => number) | undefined;
  readonly onReconciled?: ((results: readonly Reconciled[]) => void) | undefined;
  readonly onRenewed?: ((result: RenewalResult) => void) | undefined;
  /** What kept a round from being made. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Goes on until its signal aborts: cures what differs at the start and every hour, and renews what is due, one at a time. */
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

/** One that fails does not end the next. */
async function round({ signal, onError }: KeepRenewedOptions, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!signal.aborted) onError?.(error);
  }
}
