import { MAX_ADDED_SERVERS } from "@haproxy-mcp/load-balancer";
import { DEFAULT_PORT } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import {
  describeServer,
  domainField,
  FIRST_FREE,
  freeSlotField,
  ipField,
  portField,
  serverOutput,
  toServerOutput,
  weightField,
} from "../../server-fields.js";

const serverField = z.strictObject({
  slot: freeSlotField,
  ip: ipField,
  http_port: portField.default(DEFAULT_PORT),
  weight: weightField.optional(),
});

export const addServers = defineTool({
  name: "haproxy_add_servers",
  title: "Add several servers",
  description:
    `Adds 1 to ${MAX_ADDED_SERVERS} servers to a domain, all or none, with no reload; they take traffic at once. ` +
    "Use it when a domain needs several servers. An error names the server at fault, such as servers[2].ip.",
  input: z.strictObject({
    domain: domainField,
    servers: z
      .array(serverField)
      .min(1)
      .max(MAX_ADDED_SERVERS)
      .describe("The servers, in the order of the result"),
  }),
  output: z.looseObject({ ...placeShape, servers: z.array(serverOutput) }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async handle({ domain, servers }, { services, signal }) {
    const wanted = servers.map(({ slot, ip, http_port: port, weight }) => ({
      ip,
      port,
      slot: slot === FIRST_FREE ? undefined : slot,
      weight,
    }));
    const added = await services.loadBalancer.addServers({ domain, servers: wanted }, { signal });
    return { ...toPlace(added), servers: added.servers.map(toServerOutput) };
  },
  summarise({ pool, servers, ...place }) {
    return `Added to ${describeDomains(place)} on ${pool}: ${servers.map(describeServer).join(", ")}`;
  },
});
