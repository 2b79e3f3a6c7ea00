import { AcmeError } from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import { z } from "zod";
import { reportProgress } from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";

export const renewAllCerts = defineTool({
  name: "haproxy_renew_all_certs",
  title: "Renew all certificates",
  description:
    "Renews every TLS certificate that is due, earliest expiry first, and returns one result for each. Use it when automatic " +
    "renewal failed or is off. CAs allow few renewals with force.",
  input: z.strictObject({
    force: z.boolean().default(false).describe("Also renew those that are not due"),
  }),
  output: z.looseObject({
    renewed: z.number().int(),
    skipped: z.number().int(),
    failed: z.number().int(),
    results: z.array(
      z.looseObject({
        name: z.string(),
        result: z.enum(["renewed", "skipped", "failed"]),
        why: z.string().optional(),
        code: z.string().optional().describe("Error code"),
      }),
    ),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async handle({ force }, { services, signal, progress }) {
    const results = await services.certificates.renewAll({
      force,
      signal,
      onProgress: reportProgress(progress),
      onResult: ({ name, result }) => progress(`${name}: ${result}`),
    });
    const count = (wanted: string) => results.filter(({ result }) => result === wanted).length;
    return {
      renewed: count("renewed"),
      skipped: count("skipped"),
      failed: count("failed"),
      results: results.map((one) => {
        const { name, result } = one;
        if (one.result === "skipped") return { name, result, why: one.why };
        if (one.result === "renewed") return { name, result };
        return {
          name,
          result,
          why: messageOf(one.error),
          code: AcmeError.isInstance(one.error) ? one.error.code : undefined,
        };
      }),
    };
  },
  summarise({ renewed, skipped, failed, results }) {
    return [
      `${renewed} renewed, ${skipped} not due, ${failed} failed`,
      ...results
        .filter(({ result }) => result !== "skipped")
        .map(({ name, result, why }) => `${name} ${result}${why === undefined ? "" : `: ${why}`}`),
    ].join("\n");
  },
});
