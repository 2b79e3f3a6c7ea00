import { DEFAULT_PORT, SLOT_LIMIT } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import {
  describeServer,
  domainField,
  ipField,
  portField,
  serverOutput,
  toServerOutput,
  weightField,
} from "../../server-fields.js";

/** In the tool's input; inside, no slot at all says the same. */
const FIRST_FREE = 0;

export const addServer = defineTool({
  name: "haproxy_add_server",
  title: "Add a server",
  description:
    "Adds a server to a domain, with no reload; it takes traffic at once. Slot 0 takes the first free slot. " +
    "A slot that has a server is refused: remove that one first.",
  input: z.strictObject({
    domain: domainField,
    slot: z
      .number()
      .int()
      .min(FIRST_FREE)
      .max(SLOT_LIMIT)
      .default(FIRST_FREE)
      .describe("Slot from 1, or 0 for the first free one"),
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
        ...(slot !== FIRST_FREE && { slot }),
        ...(weight !== undefined && { weight }),
      },
      { signal },
    );
    return { ...added, server: toServerOutput(server) };
  },
  summarise({ domain, pool, server }) {
    return `Added to ${domain} on ${pool}: ${describeServer(server)}`;
  },
});
