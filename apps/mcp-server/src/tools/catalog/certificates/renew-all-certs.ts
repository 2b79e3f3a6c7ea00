import { AcmeError, type RenewalResult } from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import { z } from "zod";
import { boundedTexts } from "../../bounded-list.js";
import { reportProgress } from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";
import { firstFitting } from "../../page-fields.js";
import { describePlan, dryRunField, type Plan, planField, planned } from "../../plan-fields.js";

/** In the order of results: what needs an operator comes first. */
const RESULTS = ["failed", "renewed", "skipped"] as const;

export const renewAllCerts = defineTool({
  name: "haproxy_renew_all_certs",
  title: "Renew all certificates",
  description:
    "Renews every TLS certificate that is due, earliest expiry first, and returns their results, failures first. Use it when automatic " +
    "renewal failed or is off. CAs allow few renewals with force.",
  input: z.strictObject({
    force: z.boolean().default(false).describe("Also renew those that are not due"),
    dry_run: dryRunField,
  }),
  output: z.looseObject({
    renewed: z.number().int(),
    skipped: z.number().int(),
    failed: z.number().int(),
    plan: planField,
    results: z.array(
      z.looseObject({
        name: z.string(),
        result: z.enum(RESULTS),
        why: z.string().optional(),
        code: z.string().optional().describe("Error code"),
      }),
    ),
    note: z.string().optional().describe("How many more results there are"),
  }),
  role: "admin",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async handle({ force, dry_run }, { services, entry, signal, progress }) {
    if (dry_run) {
      const due = await services.certificates.listDue({ force, signal });
      const steps = boundedTexts(due.map(({ name }) => `renew ${name}`));
      return { renewed: 0, skipped: 0, failed: 0, results: [], ...planned({ files: [], steps }) };
    }
    await entry.begin();
    const results = await services.certificates.renewAll({
      force,
      signal,
      onProgress: reportProgress(progress),
      onResult: ({ name, result }) => progress(`${name}: ${result}`),
    });
    const tried = results.filter(({ result }) => result !== "skipped");
    entry.describe(
      tried.map(({ name, result }) => `${name}: ${result}`),
      tried.map(({ name }) => name),
    );
    const count = (wanted: string) => results.filter(({ result }) => result === wanted).length;
    const byResult = RESULTS.flatMap((wanted) => results.filter(({ result }) => result === wanted));
    const shown = firstFitting(byResult.map(toShown));
    return {
      renewed: count("renewed"),
      skipped: count("skipped"),
      failed: count("failed"),
      results: shown,
      note: shown.length < results.length ? `and ${results.length - shown.length} more` : undefined,
    };
  },
  summarise({ renewed, skipped, failed, results, note, plan }) {
    if (plan !== undefined) return describePlan(plan as Plan);
    return [
      `${renewed} renewed, ${skipped} not due, ${failed} failed`,
      ...results
        .filter(({ result }) => result !== "skipped")
        .map(({ name, result, why }) => `${name} ${result}${why === undefined ? "" : `: ${why}`}`),
      ...(note === undefined ? [] : [note]),
    ].join("\n");
  },
});

function toShown(one: RenewalResult) {
  const { name, result } = one;
  if (one.result === "skipped") return { name, result, why: one.why };
  if (one.result === "renewed") return { name, result };
  return {
    name,
    result,
    why: messageOf(one.error),
    code: AcmeError.isInstance(one.error) ? one.error.code : undefined,
  };
}
