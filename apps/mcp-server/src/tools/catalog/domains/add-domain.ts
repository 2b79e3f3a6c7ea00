import { MAX_ADDED_ALIASES, MAX_ADDED_SERVERS } from "@haproxy-mcp/load-balancer";
import { DEFAULT_PORT, domainPatternSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { boundedTexts } from "../../bounded-list.js";
import { coverageOf, coverageOutput } from "../../certificate-fields.js";
import { defineChange } from "../../define-change.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import { ServedElsewhereError } from "../../served-elsewhere.js";
import {
  describeServer,
  domainField,
  ipField,
  portField,
  serverField,
  serverOutput,
  toServerInput,
  toServerOutput,
} from "../../server-fields.js";

export const addDomain = defineChange({
  name: "haproxy_add_domain",
  title: "Add a domain",
  description:
    "Routes a new domain to the lowest free pool, with no reload. Use it when a name gets servers of its own (ip adds one, servers " +
    "several; they take traffic at once) or shares the pool of another domain (alias_of alone). With none, requests get 503 until " +
    "haproxy_add_server. All or none is added. *.example.com matches every name below example.com that has no entry of its own.",
  input: z.strictObject({
    domain: domainField,
    ip: ipField.optional(),
    http_port: portField.default(DEFAULT_PORT),
    servers: z
      .array(serverField)
      .max(MAX_ADDED_SERVERS)
      .optional()
      .describe("As haproxy_add_servers takes them"),
    aliases: z
      .array(domainPatternSchema)
      .max(MAX_ADDED_ALIASES)
      .optional()
      .describe("More names for the same pool"),
    alias_of: domainField.optional().describe("Existing domain whose pool and servers this one shares"),
    replace: z
      .boolean()
      .default(false)
      .describe("After ORPHANED: discard the servers that servers.json has under this name"),
    take_over: z.boolean().default(false).describe("After SERVED_ELSEWHERE: add the name all the same"),
  }),
  output: z.looseObject({
    ...placeShape,
    servers: z.array(serverOutput),
    certificate: coverageOutput.optional(),
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async handle(
    { domain, ip, http_port: port, servers, aliases = [], alias_of: aliasOf, replace, take_over: takeOver },
    { services, changes, signal },
  ) {
    const names = [domain, ...aliases];
    for (const [index, name] of takeOver ? [] : names.entries()) {
      const site = await services.findOperatorSite(name);
      const field = index === 0 ? "domain" : `aliases[${index - 1}]`;
      if (site !== undefined) throw new ServedElsewhereError(name, site, field);
    }
    const added = await changes.addDomain(
      {
        domain,
        server: ip === undefined ? undefined : { ip, port },
        servers: servers?.map(toServerInput),
        aliases,
        aliasOf,
        replace,
      },
      { signal },
    );
    const files = await coverageOf(services.certificates, names, signal);
    const uncovered = names.filter((name) => files?.get(name) === undefined);
    return {
      ...toPlace(added),
      servers: added.servers.map(toServerOutput),
      certificate: files && {
        covered: files.get(domain) !== undefined,
        file: files.get(domain),
        uncovered: aliases.length === 0 ? undefined : boundedTexts(uncovered),
      },
    };
  },
  summarise({ pool, servers, certificate, ...place }) {
    const added = `Added ${describeDomains(place)} on ${pool}: ${servers.map(describeServer).join(", ") || "no servers yet"}`;
    const { covered = true, uncovered = covered ? [] : [place.domain] } = certificate ?? {};
    if (uncovered.length === 0) return added;
    const names = uncovered.join(", ");
    return `${added}\nNo certificate of the folder covers ${names}: unless HAProxy has another, browsers show an error page over HTTPS. Next, call haproxy_issue_cert for ${names}`;
  },
});
