import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import { hostOf } from "../../host-of.js";
import { describeFound, problemOutput, toProblems } from "../../problem-fields.js";

export const checkConfig = defineTool({
  name: "haproxy_check_config",
  title: "Check the configuration",
  description:
    "Checks haproxy.cfg with HAProxy, lists each alert and warning with file and line, and changes nothing. Use it when " +
    "haproxy.cfg was edited, before haproxy_reload.",
  input: z.strictObject({}),
  output: z.looseObject({
    valid: z.boolean().describe("Whether HAProxy accepts it; warnings do not count"),
    problems: z.array(problemOutput).describe("The first 50"),
    total: z.number().int(),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle(_input, { services, signal }) {
    const { ok, problems } = await hostOf(services).check({ signal });
    return { valid: ok, problems: toProblems(problems), total: problems.length };
  },
  summarise({ valid, problems, total }) {
    return [
      valid ? "HAProxy accepts its configuration" : "HAProxy refuses its configuration",
      ...problems.map(describeFound),
      ...(total > problems.length ? [`and ${total - problems.length} more`] : []),
    ].join("\n");
  },
});
