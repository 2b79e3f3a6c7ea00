import {
  type CertificateManager,
  type KeepRenewedOptions,
  keepRenewed,
  type Reconciled,
  type RenewalResult,
} from "@haproxy-mcp/acme-manager";
import { createMutex, messageOf } from "@haproxy-mcp/durable-files";
import { SYSTEM } from "../access/caller.js";
import type { History } from "../history/history.js";
import type { Log } from "../program/log.js";

export interface KeptCertificates {
  /** Checks now whether HAProxy serves what it should. */
  checkAgain(): void;
  /** Resolves once nothing is in progress, after the signal aborted. */
  ended(): Promise<unknown>;
}

interface KeepOptions {
  readonly renews: boolean;
  readonly history: Pick<History, "note">;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Keeps certificates served and renewed until the signal aborts, and logs and records what it does. */
export function keepCertificates(
  manager: CertificateManager,
  { renews, history, log, signal }: KeepOptions,
): KeptCertificates {
  const onError = (error: unknown) => log.error(`certificates were not checked: ${messageOf(error)}`);
  const onReconciled = (results: readonly Reconciled[]) => {
    for (const { name, ...result } of results) {
      if ("problem" in result)
        log.warn({ certificate: name }, `certificate needs attention: ${result.problem}`);
      else {
        log.info({ certificate: name, cured: result.cured }, "certificate deployed again");
        void history.note(
          { caller: SYSTEM, operation: "deploy_cert", input: { domain: name } },
          { result: "done" },
        );
      }
    }
  };
  const onRenewed = (result: RenewalResult) => {
    if (result.result === "renewed") {
      log.info({ certificate: result.name }, "certificate renewed");
      void history.note(
        { caller: SYSTEM, operation: "renew_cert", input: { domain: result.name } },
        { result: "done" },
      );
    }
    if (result.result === "failed") {
      log.error({ certificate: result.name }, `certificate not renewed: ${messageOf(result.error)}`);
    }
  };
  const rounds = createMutex(); // two at once would report everything twice
  const oneByOne: KeepRenewedOptions["manager"] = {
    reconcile: (options) => rounds.run(() => manager.reconcile(options)),
    refreshRenewalInfo: (options) => manager.refreshRenewalInfo(options),
    renewAll: (options) => manager.renewAll(options),
  };
  const kept = keepRenewed({ manager: oneByOne, renews, signal, onReconciled, onRenewed, onError });
  const running = new Set<Promise<unknown>>([kept]);
  return {
    checkAgain() {
      const checking = oneByOne
        .reconcile({ signal })
        .then(onReconciled)
        .catch((error) => signal.aborted || onError(error))
        .then(() => void running.delete(checking));
      running.add(checking);
    },
    ended: () => Promise.all(running),
  };
}
