import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { boundedTexts } from "../../bounded-list.js";
import { defineChange } from "../../define-change.js";
import { selectorInput } from "../../health-fields.js";
import { describeServer, stateField, toServerOutput } from "../../server-fields.js";

export const setServersState = defineChange({
  name: "haproxy_set_servers_state",
  title: "Set the state of many servers",
  description:
    "Sets the servers of an address, of domains or with a status to ready, drain or maint, all or none, with no reload. Use it when a " +
    "host goes into or out of maintenance: set dry_run first, it shows every server and domain affected.",
  input: z.strictObject({
    state: stateField,
    domain: z.string().max(253).optional().describe("Name of a domain; * stands for any text"),
    ...selectorInput,
  }),
  output: z.looseObject({
    state: z.string(),
    total: z.number().int().describe("Servers selected"),
    servers: z.array(z.string()).describe("The first ones, as they were"),
    domains: z.array(z.string()).describe("The first domains affected"),
    without_healthy: z.array(z.string()).describe("Domains with no other server that is checked healthy"),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle(wanted, { changes, signal }) {
    const { servers, state, withoutHealthy } = await changes.setServersState(wanted, { signal });
    return {
      state,
      total: servers.length,
      servers: boundedTexts(
        servers.map((server) => `${server.domains[0] ?? ""} ${describeServer(toServerOutput(server))}`),
      ),
      domains: boundedTexts([...new Set(servers.flatMap(({ domains }) => domains))]),
      without_healthy: boundedTexts(withoutHealthy),
    };
  },
  summarise({ state, total, servers, domains, without_healthy }) {
    if (total === 0) return "No server matches; nothing was changed";
    return [
      `Set ${countOf(total, "server")} to ${state}:`,
      ...servers,
      `domains affected: ${domains.join(", ")}`,
      ...(without_healthy.length === 0
        ? []
        : [
            `warning: no server that is checked healthy is left for ${without_healthy.join(", ")}: requests may get 503`,
          ]),
    ].join("\n");
  },
});
