import { messageOf } from "@haproxy-mcp/durable-files";
import type { Drift } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { describeRestored } from "../../../history/describe-restored.js";
import { countOf } from "../../../program/count-of.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineTool } from "../../define-tool.js";
import {
  describeOutcome,
  differencesOutput,
  orphansOutput,
  toDifferences,
  toOrphans,
  toUncertain,
  uncertainOutput,
} from "../../drift-fields.js";
import { planField, planned } from "../../plan-fields.js";

export const restoreState = defineTool({
  name: "haproxy_restore_state",
  title: "Restore the state",
  description:
    "Makes the running HAProxy match the desired state on disk, and reports what was repaired and what HAProxy refused. Use it " +
    "when haproxy_health shows differences, or after files were edited or restored from a backup. The server does this itself when " +
    "HAProxy restarts or the files change.",
  input: z.strictObject({
    dry_run: z.boolean().default(false).describe("Only list the differences"),
    allow_shrink: z
      .boolean()
      .default(false)
      .describe(
        "After STATE_TOO_SMALL, once an operator confirms the files: accept them, and delete the rest from HAProxy",
      ),
  }),
  output: z.looseObject({
    dry_run: z.boolean(),
    repaired: differencesOutput,
    remaining: differencesOutput.describe("What is not repaired; with dry_run: what would be"),
    refusals: z.array(z.string()).describe("What HAProxy refused, in its own words"),
    uncertain: uncertainOutput,
    released: z
      .array(z.string())
      .describe("Names no longer routed, because they were deleted from domains.map by hand"),
    orphans: orphansOutput,
    plan: planField,
    loss: z.string().optional().describe("With dry_run: what the files have lost; every change is refused"),
    not_saved: z.string().optional().describe("Why the files could not be written; HAProxy was repaired"),
    not_recorded: z.string().optional().describe("Why it is not in the history"),
  }),
  role: "operate",
  roleOf: ({ allow_shrink }) => (allow_shrink ? "admin" : undefined),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ dry_run, allow_shrink: allowShrink }, { services: { loadBalancer }, entry, signal }) {
    if (dry_run) {
      const { differences, loss, ...drift } = await loadBalancer.findDrift({ signal });
      const [found, remaining] = [common(drift), toDifferences(differences)];
      const repairs = remaining.first.map((text) => `repair: ${text}`);
      const steps = [...repairs, ...found.released.map((name) => `stop routing ${name}`)];
      return { ...found, ...planned({ files: [], steps }), repaired: toDifferences([]), remaining, loss };
    }
    const notRecorded = await entry.begin().then(() => undefined, messageOf);
    const { applied, remaining, refusals, notSaved, ...restored } = await loadBalancer.restore(
      { allowShrink },
      { signal },
    );
    entry.describe(describeRestored(restored.released, applied), restored.domains);
    return {
      ...common(restored),
      dry_run,
      repaired: toDifferences(applied),
      remaining: toDifferences(remaining),
      refusals: boundedTexts(refusals),
      not_saved: notSaved,
      not_recorded: notRecorded,
    };
  },
  summarise({
    dry_run,
    repaired,
    remaining,
    refusals,
    uncertain,
    released,
    orphans,
    loss,
    not_saved,
    not_recorded,
  }) {
    return [
      dry_run
        ? `${countOf(remaining.count, "difference")}; nothing was changed`
        : describeOutcome(repaired.count, remaining.count),
      ...(loss === undefined ? [] : [`every change is refused: ${loss}`]),
      ...(not_saved === undefined ? [] : [`only HAProxy was repaired: ${not_saved}`]),
      ...(not_recorded === undefined ? [] : [`not in the history: ${not_recorded}`]),
      ...repaired.first.map((text) => `repaired: ${text}`),
      ...remaining.first.map((text) => (dry_run ? text : `not repaired: ${text}`)),
      ...refusals.map((text) => `refused: ${text}`),
      ...released.map(
        (name) =>
          `${dry_run ? "would no longer be" : "no longer"} routed, because it was deleted by hand: ${name}`,
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
