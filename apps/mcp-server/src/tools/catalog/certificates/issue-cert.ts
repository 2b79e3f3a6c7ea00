import { certificateNames, NAMES_LIMIT } from "@haproxy-mcp/acme-manager";
import { z } from "zod";
import {
  changedCertificateOutput,
  deploymentOutput,
  describeCertificate,
  describeDeployment,
  notDue,
  reportProgress,
  toCertificateOutput,
  toDeploymentOutput,
} from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";
import { describePlan, type Plan, planField, planned } from "../../plan-fields.js";

export const issueCert = defineTool({
  name: "haproxy_issue_cert",
  title: "Issue a certificate",
  description:
    "Issues a TLS certificate over ACME, validated over DNS or HTTP, and has HAProxy serve it with no reload. Use it when a " +
    "domain has no certificate; set dry_run first to check what would stop it. Takes about a minute and sends " +
    "progress; does nothing if a certificate with the same names is not due.",
  input: z.strictObject({
    domain: z.string().min(1).max(1024).describe("example.com, or *.example.com for the wildcard alone"),
    wildcard: z.boolean().optional().describe("Also cover *.domain; default: true, except with http-01"),
    san: z.array(z.string().max(1024)).max(NAMES_LIMIT).optional().describe("More names"),
    dry_run: z.boolean().default(false).describe("Only check whether it could be issued"),
  }),
  output: z.looseObject({
    issued: z.boolean(),
    names: z.array(z.string()),
    why: z.string().optional().describe("Why nothing was issued"),
    renew_at: z.string().optional(),
    certificate: changedCertificateOutput.optional(),
    deployment: deploymentOutput.optional(),
    plan: planField,
  }),
  role: "admin",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  async handle({ domain, wildcard, san = [], dry_run }, { services, entry, signal, progress }) {
    const hasWildcard = wildcard ?? services.challenge === "dns-01";
    const withWildcard = hasWildcard && !domain.startsWith("*.") ? [`*.${domain}`] : [];
    const names = certificateNames([domain, ...withWildcard, ...san]);
    const request = { names, keyType: "ec-256" as const };
    const options = { signal, onProgress: reportProgress(progress) };
    try {
      if (dry_run) {
        await services.certificates.checkIssue(request, options);
        const why = "dry run: nothing was found that would stop it";
        const steps = [`order a certificate for ${names.join(", ")} and serve it with no reload`];
        return { issued: false, names: [...names], why, ...planned({ files: [], steps }) };
      }
      await entry.begin();
      const { record, deployment } = await services.certificates.issue(request, options);
      return {
        issued: true,
        names: [...names],
        certificate: toCertificateOutput(record),
        deployment: toDeploymentOutput(deployment),
      };
    } catch (error) {
      const { why, renewAt } = notDue(error);
      entry.describe([`nothing was issued: ${why}`]);
      return { issued: false, names: [...names], why, renew_at: renewAt?.toISOString() };
    }
  },
  summarise({ issued, names, why, certificate, deployment, plan }) {
    if (plan !== undefined) return describePlan(plan as Plan);
    if (!issued) return `Nothing was issued for ${names.join(", ")}: ${why}`;
    return [
      ...(certificate ? [`Issued ${describeCertificate(certificate)}`] : []),
      ...(deployment ? [describeDeployment(deployment)] : []),
    ].join("\n");
  },
});
