import { pageOf } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { certificateOutput, describeCertificate, toCertificateOutput } from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";
import { describePage, pageInput, pageOutput, toPage } from "../../page-fields.js";

const MOST_DAYS = 36_500;

export const listCerts = defineTool({
  name: "haproxy_list_certs",
  title: "List certificates",
  description:
    "Lists the TLS certificates on disk and of the ACME client, with names, days left, issuer, next renewal, and whether HAProxy " +
    "serves them. Use it when you need a certificate's name; set expiring_within_days to find those that expire soon.",
  input: z.strictObject({
    expiring_within_days: z
      .number()
      .int()
      .min(0)
      .max(MOST_DAYS)
      .optional()
      .describe("Only those that expire within this many days, have expired, or are broken"),
    ...pageInput,
  }),
  output: z.looseObject({ certificates: z.array(certificateOutput), ...pageOutput }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ expiring_within_days: days, ...page }, { services, signal }) {
    const all = await services.certificates.list({ signal });
    const wanted = all.filter(({ details }) => days === undefined || (details?.daysLeft ?? -1) <= days);
    const found = pageOf(wanted, ({ name }) => name, page);
    const { shown, page: next } = toPage(found, toCertificateOutput, page);
    return { certificates: shown, ...next };
  },
  summarise({ certificates, ...page }) {
    const { head, foot } = describePage(certificates.length, "certificate", page);
    return [head, ...certificates.map(describeCertificate), ...foot].join("\n");
  },
});
