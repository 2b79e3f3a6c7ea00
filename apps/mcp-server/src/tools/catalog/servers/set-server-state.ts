import { slotSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineTool } from "../../define-tool.js";
import {
  describeServer,
  domainField,
  serverOutput,
  sessionsField,
  stateField,
  stillBusy,
  toServerOutput,
} from "../../server-fields.js";

export const setServerState = defineTool({
  name: "haproxy_set_server_state",
  title: "Set the state of a server",
  description:
    "Sets a server to ready, drain or maint, with no reload; the state survives restarts. Use it when a server goes into or out of " +
    "maintenance. To cut no request, set drain, then call haproxy_wait_drain.",
  input: z.strictObject({
    domain: domainField,
    slot: slotSchema.describe("Slot of the server, from 1"),
    state: stateField,
  }),
  output: z.looseObject({
    domain: z.string(),
    pool: z.string(),
    server: serverOutput,
    previous_state: z.string(),
    sessions: sessionsField,
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain, slot, state }, { services, signal }) {
    const { server, previous, ...changed } = await services.loadBalancer.setServerState(
      { domain, slot, state },
      { signal },
    );
    return { ...changed, server: toServerOutput(server), previous_state: previous.state };
  },
  summarise({ domain, server, previous_state, sessions }) {
    const named = describeServer({ ...server, state: "ready" }); // the state follows
    return `${domain} ${named} is set to ${server.state} (before: ${previous_state})${stillBusy(server.state, sessions)}`;
  },
});
