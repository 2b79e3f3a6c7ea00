import { DEFAULT_PORT } from "@haproxy-mcp/validation";
import { z } from "zod";
import { coverageOf, coverageOutput } from "../../certificate-fields.js";
import { defineTool } from "../../define-tool.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import { ServedElsewhereError } from "../../served-elsewhere.js";
import {
  describeServer,
  domainField,
  ipField,
  portField,
  serverOutput,
  toServerOutput,
} from "../../server-fields.js";

export const addDomain = defineTool({
  name: "haproxy_add_domain",
  title: "Add a domain",
  description:
    "Routes a new domain to the lowest free pool, with no reload. Use it when a name gets servers of its own (ip adds the first, " +
    "which takes traffic at once) or shares the pool of another domain (alias_of). With neither, requests get 503 until " +
    "haproxy_add_server. *.example.com matches every name below example.com that has no entry of its own.",
  input: z.strictObject({
    domain: domainField,
    ip: ipField.optional(),
    http_port: portField.default(DEFAULT_PORT),
    alias_of: domainField.optional().describe("Existing domain whose pool and servers this one shares"),
    replace: z
      .boolean()
      .default(false)
      .describe(
        "Discard the servers that servers.json still has under this name. Use it when the call failed with ORPHANED and they are not wanted",
      ),
    take_over: z
      .boolean()
      .default(false)
      .describe("Add the name although a rule of haproxy.cfg serves it (SERVED_ELSEWHERE)"),
  }),
  output: z.looseObject({
    ...placeShape,
    servers: z.array(serverOutput),
    certificate: coverageOutput.optional(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async handle(
    { domain, ip, http_port: port, alias_of: aliasOf, replace, take_over: takeOver },
    { services, signal },
  ) {
    const site = takeOver ? undefined : await services.findOperatorSite(domain);
    if (site !== undefined) throw new ServedElsewhereError(domain, site);
    const added = await services.loadBalancer.addDomain(
      {
        domain,
        server: ip === undefined ? undefined : { ip, port },
        aliasOf,
        replace,
      },
      { signal },
    );
    const certificate = await coverageOf(services.certificates, added.domain, signal);
    return { ...toPlace(added), servers: added.servers.map(toServerOutput), certificate };
  },
  summarise({ pool, servers, certificate, ...place }) {
    const added = `Added ${describeDomains(place)} on ${pool}: ${servers.map(describeServer).join(", ") || "no servers yet"}`;
    if (certificate?.covered !== false) return added;
    const { domain } = place;
    return `${added}\nNo certificate of the folder covers ${domain}: unless HAProxy has another, browsers show an error page over HTTPS. Next, call haproxy_issue_cert for ${domain}`;
  },
});
