import { z } from "zod";
import {
  certificateField,
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
import { describePlan, dryRunField, type Plan, planField, planned } from "../../plan-fields.js";

export const renewCert = defineTool({
  name: "haproxy_renew_cert",
  title: "Renew a certificate",
  description:
    "Renews one TLS certificate that is due, with the same names, and has HAProxy serve it with no reload. Use it when automatic " +
    "renewal failed or is off; set force if it is not due. CAs allow few forced renewals.",
  input: z.strictObject({
    domain: certificateField,
    force: z.boolean().default(false).describe("Renew even if it is not due"),
    dry_run: dryRunField,
  }),
  output: z.looseObject({
    renewed: z.boolean(),
    why: z.string().optional().describe("Why it was not renewed"),
    renew_at: z.string().optional(),
    certificate: changedCertificateOutput,
    deployment: deploymentOutput.optional(),
    plan: planField,
  }),
  role: "admin",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async handle({ domain, force, dry_run }, { services, entry, signal, progress }) {
    try {
      const options = { force, signal, onProgress: reportProgress(progress) };
      if (dry_run) {
        const record = await services.certificates.checkRenewal(domain, options);
        const steps = [`order a certificate for ${record.names.join(", ")} and serve it with no reload`];
        const plan = planned({ files: record.file === undefined ? [] : [record.file], steps });
        const why = "dry run: nothing was found that would stop it";
        return { renewed: false, why, certificate: toCertificateOutput(record), ...plan };
      }
      await entry.begin();
      const { record, deployment } = await services.certificates.renew(domain, options);
      return {
        renewed: true,
        certificate: toCertificateOutput(record),
        deployment: toDeploymentOutput(deployment),
      };
    } catch (error) {
      const { why, renewAt } = notDue(error);
      entry.describe([`not renewed: ${why}`]);
      return {
        renewed: false,
        why,
        renew_at: renewAt?.toISOString(),
        certificate: toCertificateOutput(await services.certificates.info(domain, { signal })),
      };
    }
  },
  summarise({ renewed, why, certificate, deployment, plan }) {
    if (plan !== undefined) return describePlan(plan as Plan);
    if (!renewed) return `Not renewed: ${why}`;
    return [
      `Renewed ${describeCertificate(certificate)}`,
      ...(deployment ? [describeDeployment(deployment)] : []),
    ].join("\n");
  },
});
