import { slotSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineChange } from "../../define-change.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import {
  describeServer,
  domainField,
  noneLeft,
  serverOutput,
  sessionsField,
  stateField,
  stillBusy,
  toServerOutput,
  warningField,
  withWarning,
} from "../../server-fields.js";

export const setServerState = defineChange({
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
    ...placeShape,
    server: serverOutput,
    previous_state: z.string(),
    sessions: sessionsField,
    warning: warningField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain, slot, state }, { changes, signal }) {
    const changed = await changes.setServerState({ domain, slot, state }, { signal });
    const { server, previous, sessions } = changed;
    const warning = state === "ready" ? undefined : noneLeft(changed.domain, changed);
    return {
      ...toPlace(changed),
      server: toServerOutput(server),
      previous_state: previous.state,
      sessions,
      warning,
    };
  },
  summarise({ server, previous_state, sessions, warning, ...place }) {
    const named = describeServer({ ...server, state: "ready" }); // the state follows
    const done = `${describeDomains(place)} ${named} is set to ${server.state} (before: ${previous_state})`;
    return withWarning(`${done}${stillBusy(server.state, sessions)}`, warning);
  },
});
