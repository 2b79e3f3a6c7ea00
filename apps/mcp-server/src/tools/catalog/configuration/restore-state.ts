import { describeProblem } from "@haproxy-mcp/haproxy-host";
import { z } from "zod";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import { differencesOutput, toDifferences } from "../../drift-fields.js";

export const restoreState = defineTool({
  name: "haproxy_restore_state",
  title: "Restore the state",
  description:
    "Makes the running HAProxy match the desired state on disk, addresses first and ready last, and tells what was repaired and what HAProxy " +
    "refused. With dry_run it only lists the differences. The server does this by itself when HAProxy restarts.",
  input: z.strictObject({
    dry_run: z.boolean().default(false).describe("Only list the differences"),
  }),
  output: z.looseObject({
    dry_run: z.boolean(),
    repaired: differencesOutput,
    remaining: differencesOutput.describe("With dry_run: what would be repaired"),
    refusals: z.array(z.string()).describe("HAProxy's words"),
    cleared: z.array(z.string()).describe("Names without an entry in domains.map whose servers were cleared"),
    problems: z.array(z.string()).describe("Lines of the files that could not be understood; they were kept"),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ dry_run }, { services, signal }) {
    if (dry_run) {
      const { differences, problems } = await services.loadBalancer.findDrift({ signal });
      return {
        dry_run,
        repaired: toDifferences([]),
        remaining: toDifferences(differences),
        refusals: [],
        cleared: [],
        problems: boundedTexts(problems.map(describeProblem)),
      };
    }
    const restored = await services.loadBalancer.restore({ signal });
    return {
      dry_run,
      repaired: toDifferences(restored.applied),
      remaining: toDifferences(restored.remaining),
      refusals: boundedTexts(restored.refusals),
      cleared: boundedTexts(restored.clearedOrphans),
      problems: boundedTexts(restored.problems.map(describeProblem)),
    };
  },
  summarise({ dry_run, repaired, remaining, refusals, cleared, problems }) {
    return [
      dry_run
        ? `HAProxy differs in ${remaining.count}; nothing was changed`
        : `${repaired.count} differences repaired, ${remaining.count} left`,
      ...repaired.first.map((text) => `repaired: ${text}`),
      ...remaining.first.map((text) => (dry_run ? text : `not repaired: ${text}`)),
      ...refusals.map((text) => `refused: ${text}`),
      ...cleared.map((name) => `cleared the servers of ${name}`),
      ...problems,
    ].join("\n");
  },
});
