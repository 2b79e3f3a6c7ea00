import { z } from "zod";
import { defineChange } from "../../define-change.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import {
  describeServer,
  domainField,
  replaceServerField,
  serverField,
  serverOutput,
  toServerInput,
  toServerOutput,
} from "../../server-fields.js";

export const addServer = defineChange({
  name: "haproxy_add_server",
  title: "Add a server",
  description:
    "Adds a server to a domain, with no reload; it takes traffic at once. Use it when a domain needs one more server. One that is " +
    "there already stays as it is; a slot with another one is refused without replace.",
  input: z.strictObject({ domain: domainField, ...serverField.shape, replace: replaceServerField }),
  output: z.looseObject({
    ...placeShape,
    server: serverOutput,
    previous: z.looseObject({}).optional(),
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ domain, replace, ...server }, { changes, signal }) {
    const added = await changes.addServer({ domain, ...toServerInput(server), replace }, { signal });
    const { previous } = added;
    return {
      ...toPlace(added),
      server: toServerOutput(added.server),
      previous: previous === undefined ? undefined : toServerOutput(previous),
    };
  },
  summarise({ pool, server, previous, ...place }) {
    const of = `${describeDomains(place)} on ${pool}`;
    const added = `Added to ${of}: ${describeServer(server)}`;
    if (previous === undefined) return added;
    const before = describeServer(previous as typeof server);
    return before === describeServer(server)
      ? `${of} had already: ${before}`
      : `${added}, which replaced ${before}`;
  },
});
