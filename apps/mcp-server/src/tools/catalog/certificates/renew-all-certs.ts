import { AcmeError } from "@haproxy-mcp/acme-manager";
import { messageOf } from "@haproxy-mcp/durable-files";
import { z } from "zod";
import { tellProgress } from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";

export const renewAllCerts = defineTool({
  name: "haproxy_renew_all_certs",
  title: "Renew all certificates",
  description:
    "Renews every TLS certificate that is due, one by one, those that end first first, and gives one result for each. One that fails " +
    "hides no other. With force also those that are not due; CAs allow few of those.",
  input: z.strictObject({
    force: z.boolean().default(false).describe("Also those that are not due"),
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
        code: z.string().optional().describe("Of the error"),
      }),
    ),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: true },
  async handle({ force }, { services, signal, progress }) {
    const results = await services.certificates.renewAll({
      force,
      signal,
      onProgress: tellProgress(progress),
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
