import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import { hostOf } from "../../host-of.js";
import { describeFound, problemOutput, toProblems } from "../../problem-fields.js";

export const checkConfig = defineTool({
  name: "haproxy_check_config",
  title: "Check the configuration",
  description:
    "Asks HAProxy whether it would take its configuration file as it is now, and lists each alert and warning with file and line. Changes nothing.",
  input: z.strictObject({}),
  output: z.looseObject({
    valid: z.boolean().describe("HAProxy would take it; warnings do not count"),
    problems: z.array(problemOutput).describe("The first 50"),
    total: z.number().int(),
  }),
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle(_input, { services, signal }) {
    const { ok, problems } = await hostOf(services).check({ signal });
    return { valid: ok, problems: toProblems(problems), total: problems.length };
  },
  summarise({ valid, problems, total }) {
    return [
      valid ? "HAProxy takes its configuration" : "HAProxy refuses its configuration",
      ...problems.map(describeFound),
      ...(total > problems.length ? [`and ${total - problems.length} more`] : []),
    ].join("\n");
  },
});
