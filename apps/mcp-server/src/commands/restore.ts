import { describeProblem } from "@haproxy-mcp/haproxy-host";
import { describeDifference, LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { StoreError } from "@haproxy-mcp/map-store";
import { createLog } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import { createServices } from "../services.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { defineVerb } from "./verb.js";

export const restore = defineVerb({
  name: "restore",
  summary: "make HAProxy match the files; exits with 1 when it does not match",
  options: {
    "dry-run": { type: "boolean", summary: "list the differences and change nothing" },
  },
  async run({ environment, options, signal }) {
    const config = await loadMachineConfig(environment, { LOG_LEVEL: "WARNING" });
    return restoreState(config, options["dry-run"] === true, signal);
  },
});

/** A line for each difference. */
async function restoreState(config: Config, isDryRun: boolean, signal: AbortSignal): Promise<number> {
  const { loadBalancer } = createServices(config, createLog(config.logLevel));
  try {
    if (isDryRun) {
      const { differences, problems } = await loadBalancer.findDrift({ signal });
      print([...problems.map(describeProblem), ...differences.map(describeDifference)]);
      print([`${differences.length} differences; nothing was changed`]);
      return differences.length === 0 ? 0 : 1;
    }
    const { applied, remaining, refusals, clearedOrphans, problems } = await loadBalancer.restore({ signal });
    print([
      ...problems.map(describeProblem),
      ...clearedOrphans.map((domain) => `cleared the servers of ${domain}, which is not in the map`),
      ...applied.map((difference) => `repaired: ${describeDifference(difference)}`),
      ...refusals.map((refusal) => `refused: ${refusal}`),
      ...remaining.map((difference) => `not repaired: ${describeDifference(difference)}`),
      `${applied.length} differences repaired, ${remaining.length} left`,
    ]);
    return remaining.length === 0 ? 0 : 1;
  } catch (error) {
    if (!LoadBalancerError.isInstance(error) && !StoreError.isInstance(error)) throw error;
    throw new UserError(`${error.code}: ${error.message}`);
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
