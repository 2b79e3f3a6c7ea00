import { keepCertificates } from "../certificates/keep-certificates.js";
import type { Part } from "./run-parts.js";

/**
 * Makes HAProxy match the files, and keeps certificates served and renewed. Has started after the first try, even if HAProxy
 * did not respond.
 */
export const keepState: Part = async ({ config, services, log, signal }) => {
  const kept = keepCertificates(services.certificates, { renews: config.acme.autoRenew, log, signal });
  const tries = services.reconciliation.tries(signal);
  const check = (isRestored: unknown) => {
    if (isRestored === true) kept.checkAgain();
  };
  check((await tries.next()).value);
  const more = (async () => {
    for await (const isRestored of tries) check(isRestored);
  })();
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([more, kept.ended()]);
    },
  };
};
