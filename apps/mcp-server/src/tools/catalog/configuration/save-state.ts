import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { differencesOutput, toDifferences, toUncertain, uncertainOutput } from "../../drift-fields.js";

export const saveState = defineTool({
  name: "haproxy_save_state",
  title: "Save the state",
  description:
    "Writes HAProxy's server-state file from the desired state, and lists where the running HAProxy differs. Use it when HAProxy " +
    "was changed by hand on its socket and is right, or when the files were lost and HAProxy still has everything: set " +
    "adopt_running to copy what HAProxy runs into the desired state. Every other tool writes the file itself.",
  input: z.strictObject({
    adopt_running: z.boolean().default(false).describe("First copy what HAProxy runs into the desired state"),
  }),
  output: z.looseObject({
    adopted: differencesOutput,
    differences: differencesOutput.describe("Where HAProxy still differs from the files"),
    uncertain: uncertainOutput,
    not_compared: z.string().optional().describe("Why HAProxy was not compared; the file was written"),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ adopt_running: adoptRunning }, { services, signal }) {
    const { adopted, differences, uncertain, notCompared } = await services.loadBalancer.saveState(
      { adoptRunning },
      { signal },
    );
    return {
      adopted: toDifferences(adopted),
      differences: toDifferences(differences),
      uncertain: toUncertain(uncertain),
      not_compared: notCompared,
    };
  },
  summarise({ adopted, differences, uncertain, not_compared }) {
    return [
      "The state was saved",
      ...(adopted.count === 0 ? [] : [`${countOf(adopted.count, "difference")} adopted:`, ...adopted.first]),
      not_compared === undefined
        ? `${countOf(differences.count, "difference")} between HAProxy and the files`
        : `HAProxy was not compared: ${not_compared}`,
      ...differences.first,
      ...uncertain,
    ].join("\n");
  },
});
