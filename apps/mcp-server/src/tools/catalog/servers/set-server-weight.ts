import { slotSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineChange } from "../../define-change.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import {
  describeServer,
  domainField,
  noneLeft,
  serverOutput,
  toServerOutput,
  warningField,
  weightField,
  withWarning,
} from "../../server-fields.js";

export const setServerWeight = defineChange({
  name: "haproxy_set_server_weight",
  title: "Set the weight of a server",
  description:
    "Sets a server's share of its domain's traffic, with no reload; the weight survives restarts. Use it when a server should get " +
    "more or less traffic than the others.",
  input: z.strictObject({
    domain: domainField,
    slot: slotSchema.describe("Slot of the server, from 1"),
    weight: weightField,
  }),
  output: z.looseObject({
    ...placeShape,
    server: serverOutput,
    previous_weight: z.number().int(),
    warning: warningField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
  async handle({ domain, slot, weight }, { changes, signal }) {
    const changed = await changes.setServerWeight({ domain, slot, weight }, { signal });
    const { server, previous } = changed;
    const warning = weight === 0 ? noneLeft(changed.domain, changed) : undefined;
    return { ...toPlace(changed), server: toServerOutput(server), previous_weight: previous.weight, warning };
  },
  summarise({ server, previous_weight, warning, ...place }) {
    const done = `${describeDomains(place)} ${describeServer({ ...server, weight: 1 })}: weight ${server.weight}, was ${previous_weight}`;
    return withWarning(done, warning);
  },
});
