import { z } from "zod";
import { certificateField } from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";

export const deleteCert = defineTool({
  name: "haproxy_delete_cert",
  title: "Delete a certificate",
  description:
    "Takes a TLS certificate out of the running HAProxy with no reload, then deletes its file, and the ACME client forgets it. Its names " +
    "are then answered with another certificate that fits, or the default one. With revoke the CA revokes it first: only for keys that leaked.",
  input: z.strictObject({
    domain: certificateField,
    revoke: z.boolean().default(false).describe("Also have the CA revoke it; cannot be undone"),
  }),
  output: z.looseObject({
    name: z.string(),
    names: z.array(z.string()),
    revoked: z.boolean(),
    file: z.string().optional().describe("That was deleted"),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  async handle({ domain, revoke }, { services, signal }) {
    const { name, names, file } = await services.certificates.remove(domain, { revoke, signal });
    return { name, names: [...names], revoked: revoke, file };
  },
  summarise({ name, names, revoked, file }) {
    const what = file === undefined ? "it had no file" : `${file} is deleted`;
    return `${name} (${names.join(", ")}) is no longer served; ${what}${revoked ? ", and the CA has revoked it" : ""}`;
  },
});
