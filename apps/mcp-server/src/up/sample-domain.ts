import type { Part } from "../lifecycle/run-parts.js";
import { UserError } from "../program/user-error.js";
import type { DataFolder } from "./data-folder.js";
import type { UpPorts } from "./options.js";
import { SAMPLE_HOST } from "./sample-backends.js";

export const SAMPLE_DOMAIN = "demo.localhost";

/**
 * Adds the sample domain to a new data folder only, so that it stays removed once the operator removes it.
 *
 * @throws UserError if the desired state could not be restored
 */
export const sampleDomain =
  ({ isNew }: DataFolder, { samplePorts }: UpPorts): Part =>
  async ({ services: { loadBalancer, reconciliation } }) => {
    if (!reconciliation.isRestored)
      throw new UserError(`the desired state could not be restored: ${reconciliation.obstacle}`);
    if (!isNew) return;
    await loadBalancer.addDomain({ domain: SAMPLE_DOMAIN });
    for (const port of samplePorts)
      await loadBalancer.addServer({ domain: SAMPLE_DOMAIN, ip: SAMPLE_HOST, port });
  };
