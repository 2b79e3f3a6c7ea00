import { describeDifference } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { differencesOutput, toDifferences, toUncertain, uncertainOutput } from "../../drift-fields.js";
import { describePlan, dryRunField, type Plan, planField, planned } from "../../plan-fields.js";

export const saveState = defineTool({
  name: "haproxy_save_state",
  title: "Save the state",
  description:
    "Writes HAProxy's server-state file from the desired state, and lists where the running HAProxy differs. Use it when HAProxy " +
    "was changed by hand on its socket and is right, or when the files were lost and HAProxy still has everything: set " +
    "adopt_running to copy what HAProxy runs into the desired state. Every other tool writes the file itself.",
  input: z.strictObject({
    adopt_running: z.boolean().default(false).describe("First copy what HAProxy runs into the desired state"),
    dry_run: dryRunField,
  }),
  output: z.looseObject({
    adopted: differencesOutput,
    differences: differencesOutput.describe("Where HAProxy still differs from the files"),
    uncertain: uncertainOutput,
    plan: planField,
    not_compared: z.string().optional().describe("Why HAProxy was not compared; the file was written"),
  }),
  role: "operate",
  roleOf: ({ adopt_running }) => (adopt_running ? "admin" : undefined),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ adopt_running: adoptRunning, dry_run: dryRun }, { services, entry, signal }) {
    if (!dryRun) await entry.begin();
    const { adopted, files, differences, uncertain, notCompared } = await services.loadBalancer
      .recorded(entry)
      .saveState({ adoptRunning, dryRun }, { signal });
    entry.describe(adopted.map((difference) => `adopted: ${describeDifference(difference)}`));
    const found = toDifferences(adopted);
    return {
      adopted: found,
      ...(files && planned({ files, steps: found.first.map((text) => `adopt: ${text}`) })),
      differences: toDifferences(differences),
      uncertain: toUncertain(uncertain),
      not_compared: notCompared,
    };
  },
  summarise({ adopted, plan, differences, uncertain, not_compared }) {
    return [
      plan === undefined ? "The state was saved" : describePlan(plan as Plan),
      ...(adopted.count === 0
        ? []
        : plan === undefined
          ? [`${countOf(adopted.count, "difference")} adopted:`, ...adopted.first]
          : [`${countOf(adopted.count, "difference")} to adopt`]),
      not_compared === undefined
        ? `${countOf(differences.count, "difference")} between HAProxy and the files`
        : `HAProxy was not compared: ${not_compared}`,
      ...differences.first,
      ...uncertain,
    ].join("\n");
  },
});
