import type { Drift } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../../../checks/uncertain.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import {
  differencesOutput,
  orphansOutput,
  toDifferences,
  toOrphans,
  toUncertain,
  uncertainOutput,
} from "../../drift-fields.js";

export const restoreState = defineTool({
  name: "haproxy_restore_state",
  title: "Restore the state",
  description:
    "Makes the running HAProxy match the desired state on disk, and reports what was repaired and what HAProxy refused. Use it when " +
    "haproxy_health shows differences, or after files were edited or put back. With dry_run it only lists the differences. The server " +
    "does this by itself when HAProxy restarts or the files change.",
  input: z.strictObject({
    dry_run: z.boolean().default(false).describe("Only list the differences"),
    allow_shrink: z
      .boolean()
      .default(false)
      .describe(
        "Accepts files that have lost most of what they said, and deletes the rest in HAProxy. Use it when STATE_TOO_SMALL was returned " +
          "and an operator says that the files are as they should be",
      ),
  }),
  output: z.looseObject({
    dry_run: z.boolean(),
    repaired: differencesOutput,
    remaining: differencesOutput.describe("With dry_run: what would be repaired"),
    refusals: z.array(z.string()).describe("HAProxy's words"),
    uncertain: uncertainOutput,
    released: z
      .array(z.string())
      .describe("Names that were deleted from domains.map by hand; no longer routed"),
    orphans: orphansOutput,
    loss: z
      .string()
      .optional()
      .describe("With dry_run: what the files have lost, so that every change is refused"),
    not_saved: z.string().optional().describe("Why the files could not be written; HAProxy was repaired"),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ dry_run, allow_shrink: allowShrink }, { services: { loadBalancer }, signal }) {
    if (dry_run) {
      const { differences, loss, ...drift } = await loadBalancer.findDrift({ signal });
      return {
        ...common(drift),
        dry_run,
        repaired: toDifferences([]),
        remaining: toDifferences(differences),
        loss,
      };
    }
    const { applied, remaining, refusals, notSaved, ...restored } = await loadBalancer.restore(
      { allowShrink },
      { signal },
    );
    return {
      ...common(restored),
      dry_run,
      repaired: toDifferences(applied),
      remaining: toDifferences(remaining),
      refusals: boundedTexts(refusals),
      not_saved: notSaved,
    };
  },
  summarise({ dry_run, repaired, remaining, refusals, uncertain, released, orphans, loss, not_saved }) {
    return [
      dry_run
        ? `HAProxy differs in ${remaining.count}; nothing was changed`
        : `${countOf(repaired.count, "difference")} repaired, ${remaining.count} left`,
      ...(loss === undefined ? [] : [`every change is refused: ${loss}`]),
      ...(not_saved === undefined ? [] : [`only HAProxy was repaired: ${not_saved}`]),
      ...repaired.first.map((text) => `repaired: ${text}`),
      ...remaining.first.map((text) => (dry_run ? text : `not repaired: ${text}`)),
      ...refusals.map((text) => `refused: ${text}`),
      ...released.map(
        (name) =>
          `${dry_run ? "would no longer be" : "no longer"} routed, as it was deleted by hand: ${name}`,
      ),
      ...uncertain.map((text) => `left unchanged: ${text}`),
      ...orphans.map((name) => `only in servers.json: ${name}`),
    ].join("\n");
  },
});

function common({ uncertain, released, orphans }: Pick<Drift, "uncertain" | "released" | "orphans">) {
  return {
    refusals: [],
    uncertain: toUncertain(uncertain),
    released: boundedTexts(released),
    orphans: toOrphans(orphans),
  };
}
