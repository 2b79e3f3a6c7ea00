import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import { differencesOutput, toDifferences, toUncertain, uncertainOutput } from "../../drift-fields.js";

export const saveState = defineTool({
  name: "haproxy_save_state",
  title: "Save the state",
  description:
    "Writes HAProxy's server-state file from the desired state, and lists where the running HAProxy differs. With adopt_running it first takes " +
    "what HAProxy runs into the desired state. Use it when HAProxy was changed by hand on its socket and is right, or when the files were " +
    "lost and HAProxy still has everything. Every other tool writes that file by itself.",
  input: z.strictObject({
    adopt_running: z.boolean().default(false).describe("Take what HAProxy runs into the desired state"),
  }),
  output: z.looseObject({
    adopted: differencesOutput,
    differences: differencesOutput.describe("Where HAProxy is not as the files say now"),
    uncertain: uncertainOutput,
    not_compared: z.string().optional().describe("Why HAProxy could not be asked; the file was written"),
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
      "The state is saved",
      ...(adopted.count === 0 ? [] : [`${adopted.count} differences adopted:`, ...adopted.first]),
      not_compared === undefined
        ? `HAProxy differs in ${differences.count}`
        : `HAProxy was not compared: ${not_compared}`,
      ...differences.first,
      ...uncertain,
    ].join("\n");
  },
});
