import { z } from "zod";
import { describeRestored } from "../../../history/describe-restored.js";
import { countOf } from "../../../program/count-of.js";
import type { Services } from "../../../services.js";
import { defineTool } from "../../define-tool.js";
import { describeOutcome, differencesOutput, toDifferences } from "../../drift-fields.js";
import { hostOf } from "../../host-of.js";
import { describePlan, dryRunField, type Plan, planField, planned } from "../../plan-fields.js";
import { describeFound, problemOutput, toProblems } from "../../problem-fields.js";

export const reload = defineTool({
  name: "haproxy_reload",
  title: "Reload HAProxy",
  description:
    "Reloads haproxy.cfg: checks it, starts a new worker, waits until it responds, and makes it match the state files. Use it when " +
    "haproxy.cfg was edited; no other tool needs a reload. If no new worker starts, the old one keeps serving.",
  input: z.strictObject({ dry_run: dryRunField }),
  output: z.looseObject({
    pid: z.number().int().optional().describe("Process ID of the new worker, as HAProxy sees it"),
    previous_pid: z.number().int().optional().describe("Absent if it did not respond before"),
    warnings: z.array(problemOutput).describe("Warnings of the new worker"),
    repaired: differencesOutput.describe("Where the new worker differed from the files"),
    remaining: differencesOutput,
    plan: planField,
  }),
  role: "admin",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ dry_run }, { services, entry, signal, progress }) {
    if (dry_run) return planReload(services, signal);
    await entry.begin();
    progress("checking the configuration, then waiting for the new worker");
    const { pid, previousPid, warnings } = await hostOf(services).reload({ signal });
    progress(`worker ${pid} responds; comparing it with the files`);
    const { applied, remaining, released, domains } = await services.loadBalancer.restore({}, { signal });
    entry.describe(describeRestored(released, applied), domains);
    return {
      pid,
      previous_pid: previousPid,
      warnings: toProblems(warnings),
      repaired: toDifferences(applied),
      remaining: toDifferences(remaining),
    };
  },
  summarise({ pid, previous_pid, warnings, repaired, remaining, plan }) {
    if (plan !== undefined)
      return [describePlan(plan as Plan), ...warnings.map(describeFound), ...remaining.first].join("\n");
    return [
      `HAProxy was reloaded: worker ${pid} responds${previous_pid === undefined ? "" : `, worker ${previous_pid} finishes its open connections`}`,
      ...warnings.map(describeFound),
      describeOutcome(repaired.count, remaining.count),
      ...repaired.first.map((text) => `repaired: ${text}`),
      ...remaining.first.map((text) => `not repaired: ${text}`),
    ].join("\n");
  },
});

/** What is left in `remaining` is repaired by a reload, which compares the new worker with the files. */
async function planReload(services: Services, signal: AbortSignal) {
  const { ok, problems } = await hostOf(services).check({ signal });
  const { differences } = await services.loadBalancer.findDrift({ signal });
  const repaired = { count: 0, first: [] };
  const reload = ["start a new worker; the old one finishes its open connections"];
  if (differences.length > 0)
    reload.push(`repair ${countOf(differences.length, "difference")} between HAProxy and the files`);
  const steps = ok ? reload : ["fail, because HAProxy refuses haproxy.cfg; the old worker keeps serving"];
  const plan = planned({ files: [], config_valid: ok, steps });
  return { warnings: toProblems(problems), repaired, remaining: toDifferences(differences), ...plan };
}
