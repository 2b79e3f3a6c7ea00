import { DEFAULT_PORT } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineTool } from "../../define-tool.js";
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
  output: z.looseObject({ domain: z.string(), pool: z.string(), server: serverOutput }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async handle({ domain, slot, ip, http_port: port, weight }, { services, signal }) {
    const { server, ...added } = await services.loadBalancer.addServer(
      {
        domain,
        ip,
        port,
        slot: slot === FIRST_FREE ? undefined : slot,
        weight,
      },
      { signal },
    );
    return { ...added, server: toServerOutput(server) };
  },
  summarise({ domain, pool, server }) {
    return `Added to ${domain} on ${pool}: ${describeServer(server)}`;
  },
});
