import { type CertificateManager, keepRenewed } from "@haproxy-mcp/acme-manager";
import type { Log } from "../log.js";
import { messageOf } from "../message-of.js";

/** Keeps certificates served and renewed for as long as the server runs, and tells of it in the log. */
export function keepCertificates(
  manager: CertificateManager,
  { renews, log }: { readonly renews: boolean; readonly log: Log },
): AsyncDisposable {
  const stop = new AbortController();
  const running = keepRenewed({
    manager,
    renews,
    signal: stop.signal,
    onReconciled(results) {
      for (const { name, ...result } of results) {
        if ("cured" in result)
          log.info({ certificate: name, cured: result.cured }, "certificate brought back");
        else log.warn({ certificate: name }, `certificate is not as it should be: ${result.problem}`);
      }
    },
    onRenewed(result) {
      if (result.result === "renewed") log.info({ certificate: result.name }, "certificate renewed");
      if (result.result === "failed") {
        log.error({ certificate: result.name }, `certificate not renewed: ${messageOf(result.error)}`);
      }
    },
    onError: (error) => log.error(`certificates were not looked at: ${messageOf(error)}`),
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
