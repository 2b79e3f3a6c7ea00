import { MAX_ADDED_SERVERS } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { defineChange } from "../../define-change.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import {
  describeServer,
  domainField,
  replaceServerField,
  serverField,
  serverOutput,
  toServerInput,
  toServerOutput,
} from "../../server-fields.js";

export const addServers = defineChange({
  name: "haproxy_add_servers",
  title: "Add several servers",
  description:
    `Adds 1 to ${MAX_ADDED_SERVERS} servers to a domain, all or none, with no reload; they take traffic at once. ` +
    "Use it when a domain needs several servers. Those that are there already stay as they are. An error names the server at " +
    "fault, such as servers[2].ip.",
  input: z.strictObject({
    domain: domainField,
    servers: z
      .array(serverField)
      .min(1)
      .max(MAX_ADDED_SERVERS)
      .describe("The servers, in the order of the result"),
    replace: replaceServerField,
  }),
  output: z.looseObject({
    ...placeShape,
    servers: z.array(serverOutput),
    unchanged: z.array(z.number().int()).optional(),
    replaced: z.array(z.looseObject({})).optional(),
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ domain, servers, replace }, { changes, signal }) {
    const wanted = { domain, servers: servers.map(toServerInput), replace };
    const added = await changes.addServers(wanted, { signal });
    return {
      ...toPlace(added),
      servers: added.servers.map(toServerOutput),
      unchanged: added.unchanged.length === 0 ? undefined : added.unchanged.map(({ slot }) => slot),
      replaced: added.replaced.length === 0 ? undefined : added.replaced.map(toServerOutput),
    };
  },
  summarise({ pool, servers, unchanged = [], replaced = [], ...place }) {
    const had = new Set(unchanged);
    const list = (found: typeof servers) => found.map(describeServer).join(", ");
    const added = servers.filter(({ slot }) => !had.has(slot));
    const kept = servers.filter(({ slot }) => had.has(slot));
    const of = `${describeDomains(place)} on ${pool}`;
    return [
      ...(added.length === 0 ? [] : [`Added to ${of}: ${list(added)}`]),
      ...(kept.length === 0 ? [] : [`${of} had already: ${list(kept)}`]),
      ...(replaced.length === 0 ? [] : [`replaced: ${list(replaced as typeof servers)}`]),
    ].join("; ");
  },
});
