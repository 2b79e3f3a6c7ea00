import { messageOf } from "@haproxy-mcp/durable-files";
import {
  type Drift,
  describeDifference,
  type LoadBalancer,
  LoadBalancerError,
} from "@haproxy-mcp/load-balancer";
import { StoreError } from "@haproxy-mcp/map-store";
import { localCaller } from "../access/caller.js";
import { describeFinding } from "../checks/finding.js";
import { orphanFindings, uncertainFindings } from "../checks/uncertain.js";
import { describeRestored } from "../history/describe-restored.js";
import type { Entry } from "../history/history.js";
import { workAsService } from "../init/service-account.js";
import { countOf } from "../program/count-of.js";
import { createLog } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import { createServices } from "../services.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { describeOutcome } from "../tools/drift-fields.js";
import { defineVerb } from "./verb.js";

const AFTER_LOSS =
  "restore the files from a backup and try again; or, if the files are right, add --allow-shrink; or, if HAProxy is right, " +
  "call haproxy_save_state with adopt_running";

export const restore = defineVerb({
  name: "restore",
  summary: "make HAProxy match the files; exits with 1 if differences are left",
  options: {
    "dry-run": { type: "boolean", summary: "list the differences and change nothing" },
    "allow-shrink": {
      type: "boolean",
      summary: "accept files that have lost most of their entries, and delete the rest from HAProxy",
    },
  },
  async run({ environment, options, signal }) {
    const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
    const caller = localCaller("command line");
    await workAsService(config);
    const { loadBalancer, history } = createServices(config, createLog(config.logLevel));
    if (options["dry-run"] === true) return listDrift(loadBalancer, signal);
    const allowShrink = options["allow-shrink"] === true;
    const call = { caller, operation: "restore_state", input: { allow_shrink: allowShrink } };
    return history
      .record(call, (entry) => restoreState(loadBalancer, entry, allowShrink, signal))
      .catch(explained);
  },
});

async function listDrift(loadBalancer: LoadBalancer, signal: AbortSignal): Promise<number> {
  const { differences, loss, ...drift } = await loadBalancer.findDrift({ signal }).catch(explained);
  print([
    ...linesOf(drift),
    ...(loss === undefined ? [] : [`every change is refused: ${loss}`]),
    ...differences.map(describeDifference),
    `${countOf(differences.length, "difference")}; nothing was changed`,
  ]);
  return differences.length === 0 && loss === undefined ? 0 : 1;
}

/** A line for each difference. */
async function restoreState(
  loadBalancer: LoadBalancer,
  entry: Entry,
  allowShrink: boolean,
  signal: AbortSignal,
): Promise<number> {
  const notRecorded = await entry.begin().then(() => undefined, messageOf);
  const { applied, remaining, refusals, notSaved, ...restored } = await loadBalancer.restore(
    { allowShrink },
    { signal },
  );
  entry.describe(describeRestored(restored.released, applied), restored.domains);
  print([
    ...linesOf(restored),
    ...(notSaved === undefined ? [] : [`only HAProxy was repaired: ${notSaved}`]),
    ...(notRecorded === undefined ? [] : [`not in the history: ${notRecorded}`]),
    ...applied.map((difference) => `repaired: ${describeDifference(difference)}`),
    ...refusals.map((refusal) => `refused: ${refusal}`),
    ...remaining.map((difference) => `not repaired: ${describeDifference(difference)}`),
    describeOutcome(applied.length, remaining.length),
  ]);
  return remaining.length === 0 ? 0 : 1;
}

function linesOf({ uncertain, released, orphans }: Pick<Drift, "uncertain" | "released" | "orphans">) {
  return [
    ...uncertainFindings(uncertain).map((finding) => `left unchanged: ${describeFinding(finding)}`),
    ...released.map((name) => `deleted from domains.map by hand: ${name}`),
    ...orphanFindings(orphans).map(describeFinding),
  ];
}

function explained(error: unknown): never {
  if (!LoadBalancerError.isInstance(error) && !StoreError.isInstance(error)) throw error;
  const remedy = error.code === "STATE_TOO_SMALL" ? `\n→ ${AFTER_LOSS}` : "";
  throw new UserError(`${error.code}: ${error.message}${remedy}`);
}

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}
