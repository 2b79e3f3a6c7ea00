import { keepCertificates } from "../certificates/keep-certificates.js";
import type { Part } from "./run-parts.js";

/**
 * Keeps HAProxy as the files say, and certificates served and renewed. Has started once the first try was made; HAProxy may not have
 * answered then.
 */
export const keepState: Part = async ({ config, services, log, signal }) => {
  const kept = keepCertificates(services.certificates, { renews: config.acme.autoRenew, log, signal });
  const tries = services.reconciliation.tries(signal);
  const look = (isRestored: unknown) => {
    if (isRestored === true) kept.lookAgain();
  };
  look((await tries.next()).value);
  const more = (async () => {
    for await (const isRestored of tries) look(isRestored);
  })();
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all([more, kept.ended()]);
    },
  };
};
