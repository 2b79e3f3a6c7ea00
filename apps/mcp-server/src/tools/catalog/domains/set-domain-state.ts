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

export const setDomainState = defineChange({
  name: "haproxy_set_domain_state",
  title: "Set the state of all servers of a domain",
  description:
    "Sets every server of a domain to ready, drain or maint, all or none, with no reload. Use it when a whole domain goes into or " +
    "out of maintenance. With drain or maint, new requests get 503, also for domains that share the pool.",
  input: z.strictObject({ domain: domainField, state: stateField }),
  output: z.looseObject({
    ...placeShape,
    servers: z.array(serverOutput),
    sessions: sessionsField,
    warning: warningField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle({ domain, state }, { changes, signal }) {
    const changed = await changes.setDomainState({ domain, state }, { signal });
    const warning = state === "ready" ? undefined : noneLeft(changed.domain, changed);
    const { servers, sessions } = changed;
    return { ...toPlace(changed), servers: servers.map(toServerOutput), sessions, warning };
  },
  summarise({ servers, sessions, warning, ...place }) {
    const [first] = servers;
    const named = describeDomains(place);
    if (first === undefined) return `${named} has no servers`;
    const done = `${named} is set to ${first.state}: ${servers.map(describeServer).join(", ")}`;
    return withWarning(`${done}${stillBusy(first.state, sessions)}`, warning);
  },
});
