import { keepCertificates } from "../certificates/keep-certificates.js";
import type { Part } from "./run-parts.js";

/**
 * Makes HAProxy match the files, and keeps certificates served and renewed. Has started after the first try, even if HAProxy
 * did not respond.
 */
export const keepState: Part = async ({ config, services, log, signal }) => {
  const tries = services.reconciliation.tries(signal);
  await tries.next();
  await services.history.settle();
  // its first round comes after the first try: two at once would report everything twice
  const kept = keepCertificates(services.certificates, {
    renews: config.acme.autoRenew,
    history: services.history,
    log,
    signal,
  });
  const more = (async () => {
    for await (const isRestored of tries) if (isRestored === true) kept.checkAgain();
  })();
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([more, kept.ended()]);
    },
  };
};
