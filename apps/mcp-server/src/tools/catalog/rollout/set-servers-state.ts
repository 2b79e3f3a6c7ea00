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
    without_ready: z.array(z.string()).describe("Domains whose selected servers were their last ready ones"),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle(wanted, { changes, services, signal }) {
    const before = await services.loadBalancer.read({ signal });
    const { servers, state } = await changes.setServersState(wanted, { signal });
    const names = new Set(servers.map(({ name }) => name));
    const stillReady = new Set(
      [...before.state.pools].flatMap(([number, { servers: all }]) =>
        [...all].some(([slot, one]) => one.state === "ready" && !names.has(`pool_${number}_${slot}`))
          ? [`pool_${number}`]
          : [],
      ),
    );
    const domainsOf = (chosen: (pool: string) => boolean) => [
      ...new Set(servers.filter(({ pool }) => chosen(pool)).flatMap(({ domains }) => domains)),
    ];
    return {
      state,
      total: servers.length,
      servers: boundedTexts(
        servers.map((server) => `${server.domains[0] ?? ""} ${describeServer(toServerOutput(server))}`),
      ),
      domains: boundedTexts(domainsOf(() => true)),
      without_ready: state === "ready" ? [] : boundedTexts(domainsOf((pool) => !stillReady.has(pool))),
    };
  },
  summarise({ state, total, servers, domains, without_ready }) {
    if (total === 0) return "No server matches; nothing was changed";
    return [
      `Set ${countOf(total, "server")} to ${state}:`,
      ...servers,
      `domains affected: ${domains.join(", ")}`,
      ...(without_ready.length === 0
        ? []
        : [`warning: no ready server is left for ${without_ready.join(", ")}: requests get 503`]),
    ].join("\n");
  },
});
