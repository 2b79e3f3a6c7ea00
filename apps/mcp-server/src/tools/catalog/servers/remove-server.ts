import { slotSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import { describeServer, domainField, serverOutput, toServerOutput } from "../../server-fields.js";

export const removeServer = defineTool({
  name: "haproxy_remove_server",
  title: "Remove a server",
  description:
    "Removes the server in a slot of a domain, with no reload: sets it to maintenance, then empties the slot. " +
    "Find the slot with haproxy_list_servers.",
  input: z.strictObject({ domain: domainField, slot: slotSchema.describe("Slot of the server, from 1") }),
  output: z.looseObject({ domain: z.string(), pool: z.string(), removed: serverOutput }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async handle({ domain, slot }, { services, signal }) {
    const { server, ...removed } = await services.loadBalancer.removeServer({ domain, slot }, { signal });
    return { ...removed, removed: toServerOutput(server) };
  },
  summarise({ domain, pool, removed }) {
    return `Removed from ${domain} on ${pool}: ${describeServer(removed)}`;
  },
});
