import { z } from "zod";
import {
  certificateField,
  certificateOutput,
  describeCertificate,
  toCertificateOutput,
} from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";

export const certInfo = defineTool({
  name: "haproxy_cert_info",
  title: "Show a certificate",
  description:
    "Shows one TLS certificate: names, dates, issuer, key, fingerprints, next renewal, last error, and whether HAProxy serves it. " +
    "Use it when a renewal failed, or a client gets the wrong certificate.",
  input: z.strictObject({ domain: certificateField }),
  output: z.looseObject({
    ...certificateOutput.shape,
    deployed: z.boolean().describe("The file holds the certificate issued last"),
    not_before: z.string().optional(),
    key_type: z.string().optional(),
    serial: z.string().optional().describe("Hexadecimal"),
    sha256: z.string().optional().describe("Fingerprint, hexadecimal"),
    sha1: z.string().optional().describe("Fingerprint, as HAProxy shows it"),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain }, { services, signal }) {
    const record = await services.certificates.info(domain, { signal });
    const { details } = record;
    return {
      ...toCertificateOutput(record),
      deployed: record.isDeployed,
      not_before: details?.notBefore.toISOString(),
      key_type: details?.keyType,
      serial: details?.serial,
      sha256: details?.sha256,
      sha1: details?.sha1,
    };
  },
  summarise({ deployed, not_before, key_type, serial, sha256, sha1, ...certificate }) {
    return [
      describeCertificate(certificate),
      ...(not_before === undefined ? [] : [`valid from ${not_before} to ${certificate.not_after}`]),
      ...(key_type === undefined
        ? []
        : [
            `key ${key_type}, serial ${serial}, ${sha256 === undefined ? `SHA-1 ${sha1}` : `SHA-256 ${sha256}`}`,
          ]),
      ...(deployed ? [] : ["the certificate issued last is not in the file yet"]),
    ].join("\n");
  },
});
