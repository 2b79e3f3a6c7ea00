import { z } from "zod";
import { certificateField } from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";
import { describePlan, dryRunField, type Plan, planField, planned } from "../../plan-fields.js";

export const deleteCert = defineTool({
  name: "haproxy_delete_cert",
  title: "Delete a certificate",
  description:
    "Removes a TLS certificate from HAProxy with no reload, deletes its file, and makes the ACME client forget it. Use it when its " +
    "names are retired. They then get another certificate that matches, or the default one. Set revoke only if the key leaked.",
  input: z.strictObject({
    domain: certificateField,
    revoke: z.boolean().default(false).describe("Also have the CA revoke it; permanent"),
    dry_run: dryRunField,
  }),
  output: z.looseObject({
    name: z.string(),
    names: z.array(z.string()),
    revoked: z.boolean(),
    file: z.string().optional().describe("The deleted file"),
    plan: planField,
  }),
  role: "admin",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  async handle({ domain, revoke, dry_run }, { services, entry, signal }) {
    if (dry_run) {
      const { name, names, file } = await services.certificates.checkRemoval(domain, { revoke, signal });
      const steps = [
        ...(revoke ? [`have the CA revoke ${name}`] : []),
        `stop serving ${names.join(", ")} with it`,
        ...(file === undefined ? [] : [`delete ${file}`]),
      ];
      const plan = planned({ files: [], domains: names, steps });
      return { name, names: [...names], revoked: false, file, ...plan };
    }
    await entry.begin();
    const { name, names, file } = await services.certificates.remove(domain, { revoke, signal });
    return { name, names: [...names], revoked: revoke, file };
  },
  summarise({ name, names, revoked, file, plan }) {
    if (plan !== undefined) return describePlan(plan as Plan);
    const what = file === undefined ? "it had no file" : `${file} was deleted`;
    return `${name} (${names.join(", ")}) is no longer served; ${what}${revoked ? ", and the CA revoked it" : ""}`;
  },
});
