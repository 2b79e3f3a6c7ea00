import { SYSTEM } from "../access/caller.js";
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
  async ({ services: { loadBalancer, history, reconciliation } }) => {
    if (!reconciliation.isRestored)
      throw new UserError(`the desired state could not be restored: ${reconciliation.obstacle}`);
    if (!isNew) return;
    const input = {
      domain: SAMPLE_DOMAIN,
      servers: samplePorts.map((port) => ({ ip: SAMPLE_HOST, port })),
    };
    await history.record({ caller: SYSTEM, operation: "add_domain", input }, (entry) =>
      loadBalancer.recorded(entry).addDomain(input),
    );
  };
