import { slotSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineChange } from "../../define-change.js";
import { describeLeft, drainTimeoutField, toMs } from "../../drain-fields.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import {
  describeServer,
  domainField,
  noneLeft,
  serverOutput,
  sessionsField,
  stillBusy,
  toServerOutput,
  warningField,
  withWarning,
} from "../../server-fields.js";

export const removeServer = defineChange({
  name: "haproxy_remove_server",
  title: "Remove a server",
  description:
    "Removes the server in a slot of a domain, with no reload. Use it when a server is retired; find its slot with " +
    "haproxy_list_servers.",
  input: z.strictObject({
    domain: domainField,
    slot: slotSchema.describe("Slot of the server, from 1"),
    drain_timeout: drainTimeoutField,
  }),
  output: z.looseObject({
    ...placeShape,
    removed: serverOutput,
    sessions: sessionsField,
    warning: warningField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  async handle({ domain, slot, drain_timeout }, { changes, signal, progress }) {
    const removed = await changes.removeServer(
      { domain, slot, drainTimeoutMs: toMs(drain_timeout) },
      { signal, onProgress: (left) => progress(describeLeft(left), toMs(drain_timeout)) },
    );
    const { server, sessions } = removed;
    const warning = noneLeft(removed.domain, removed);
    return { ...toPlace(removed), removed: toServerOutput(server), sessions, warning };
  },
  summarise({ pool, removed, sessions, warning, ...place }) {
    const done = `Removed from ${describeDomains(place)} on ${pool}: ${describeServer(removed)}${stillBusy("removed", sessions)}`;
    return withWarning(done, warning);
  },
});
