import { parseArgs } from "node:util";
import { describeDifference, LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { StoreError } from "@haproxy-mcp/map-store";
import type { Config } from "../config.js";
import { createLog } from "../log.js";
import { createServices } from "../services.js";
import { describeProblem } from "../state-problem.js";
import { UserError } from "../user-error.js";

/**
 * `haproxy-mcp restore [--dry-run]`: makes HAProxy match the files, or only lists where it does not, a line for each
 * difference.
 *
 * @returns the exit code: 0 when HAProxy matches now, 1 when it does not
 */
export async function restore(config: Config, args: readonly string[], signal: AbortSignal): Promise<number> {
  const isDryRun = parseRestoreOptions(args);
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

function parseRestoreOptions(args: readonly string[]): boolean {
  try {
    return parseArgs({ args: [...args], options: { "dry-run": { type: "boolean", default: false } } }).values[
      "dry-run"
    ];
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
