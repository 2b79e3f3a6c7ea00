import {
  type CertificateManager,
  keepRenewed,
  type Reconciled,
  type RenewalResult,
} from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import type { Log } from "../program/log.js";

export interface KeptCertificates {
  /** Looks at once whether HAProxy serves what it should. */
  lookAgain(): void;
  /** Resolves once nothing is going on, after the signal aborted. */
  ended(): Promise<unknown>;
}

/** Keeps certificates served and renewed until the signal aborts, and tells of it in the log. */
export function keepCertificates(
  manager: CertificateManager,
  { renews, log, signal }: { readonly renews: boolean; readonly log: Log; readonly signal: AbortSignal },
): KeptCertificates {
  const onError = (error: unknown) => log.error(`certificates were not looked at: ${messageOf(error)}`);
  const onReconciled = (results: readonly Reconciled[]) => {
    for (const { name, ...result } of results) {
      if ("cured" in result) log.info({ certificate: name, cured: result.cured }, "certificate brought back");
      else log.warn({ certificate: name }, `certificate is not as it should be: ${result.problem}`);
    }
  };
  const onRenewed = (result: RenewalResult) => {
    if (result.result === "renewed") log.info({ certificate: result.name }, "certificate renewed");
    if (result.result === "failed") {
      log.error({ certificate: result.name }, `certificate not renewed: ${messageOf(result.error)}`);
    }
  };
  const running = new Set([keepRenewed({ manager, renews, signal, onReconciled, onRenewed, onError })]);
  return {
    lookAgain() {
      const looking = manager
        .reconcile({ signal })
        .then(onReconciled)
        .catch((error) => signal.aborted || onError(error))
        .then(() => void running.delete(looking));
      running.add(looking);
    },
    ended: () => Promise.all(running),
  };
}
