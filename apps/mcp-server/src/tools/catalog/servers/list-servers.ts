import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineTool } from "../../define-tool.js";
import { describeStatus, statusShape, toStatusOutput } from "../../health-fields.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import { describeServer, domainField, serverShape, toServerOutput } from "../../server-fields.js";

export const listServers = defineTool({
  name: "haproxy_list_servers",
  title: "List the servers of a domain",
  description:
    "Lists the servers of one domain with slot, address, weight, state, and the status by HAProxy's checks. Use " +
    "it when you need a slot number or the status of one domain's servers.",
  input: z.strictObject({ domain: domainField }),
  output: z.looseObject({
    ...placeShape,
    servers: z.array(z.looseObject({ ...serverShape, ...statusShape })),
  }),
  role: "read",
  annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain }, { services, signal }) {
    const list = await services.loadBalancer.listServers({ domain }, { signal });
    return {
      ...toPlace(list),
      servers: list.servers.map((server) => ({ ...toServerOutput(server), ...toStatusOutput(server) })),
    };
  },
  summarise({ pool, servers, ...place }) {
    return [
      `${describeDomains(place)} ${pool}: ${countOf(servers.length, "server")}`,
      ...servers.map((server) => `${describeServer(server)} ${describeStatus(server)}`),
    ].join("\n");
  },
});
