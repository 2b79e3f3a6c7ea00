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

export const addServer = defineTool({
  name: "haproxy_add_server",
  title: "Add a server",
  description:
    "Adds a server to a domain, with no reload; it takes traffic at once. Use it when a domain needs one more server. A slot in " +
    "use is refused: remove its server first.",
  input: z.strictObject({
    domain: domainField,
    slot: freeSlotField,
    ip: ipField,
    http_port: portField.default(DEFAULT_PORT),
    weight: weightField.optional(),
  }),
  output: z.looseObject({ ...placeShape, server: serverOutput }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async handle({ domain, slot, ip, http_port: port, weight }, { services, signal }) {
    const added = await services.loadBalancer.addServer(
      {
        domain,
        ip,
        port,
        slot: slot === FIRST_FREE ? undefined : slot,
        weight,
      },
      { signal },
    );
    return { ...toPlace(added), server: toServerOutput(added.server) };
  },
  summarise({ pool, server, ...place }) {
    return `Added to ${describeDomains(place)} on ${pool}: ${describeServer(server)}`;
  },
});
