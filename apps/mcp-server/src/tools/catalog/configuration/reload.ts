import { z } from "zod";
import { countOf } from "../../../checks/uncertain.js";
import { defineTool } from "../../define-tool.js";
import { differencesOutput, toDifferences } from "../../drift-fields.js";
import { hostOf } from "../../host-of.js";
import { describeFound, problemOutput, toProblems } from "../../problem-fields.js";

export const reload = defineTool({
  name: "haproxy_reload",
  title: "Reload HAProxy",
  description:
    "Has HAProxy take its configuration file anew: checks it, starts a new worker, waits until that answers, and makes it match the files. " +
    "Needed only after haproxy.cfg was edited: no other tool needs a reload. When it fails, the old worker goes on, and the error says why.",
  input: z.strictObject({}),
  output: z.looseObject({
    pid: z.number().int().describe("Of the new worker, as HAProxy sees it"),
    previous_pid: z.number().int(),
    warnings: z.array(problemOutput).describe("What the new worker warned of"),
    repaired: differencesOutput.describe("Where it was not as the files say"),
    remaining: differencesOutput,
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle(_input, { services, signal, progress }) {
    progress("checking the configuration, then waiting for the new worker");
    const { pid, previousPid, warnings } = await hostOf(services).reload({ signal });
    progress(`worker ${pid} answers; comparing it with the files`);
    const { applied, remaining } = await services.loadBalancer.restore({}, { signal });
    return {
      pid,
      previous_pid: previousPid,
      warnings: toProblems(warnings),
      repaired: toDifferences(applied),
      remaining: toDifferences(remaining),
    };
  },
  summarise({ pid, previous_pid, warnings, repaired, remaining }) {
    return [
      `HAProxy was reloaded: worker ${pid} answers, worker ${previous_pid} ends what it has begun`,
      ...warnings.map(describeFound),
      `${countOf(repaired.count, "difference")} repaired, ${remaining.count} left`,
      ...remaining.first,
    ].join("\n");
  },
});
