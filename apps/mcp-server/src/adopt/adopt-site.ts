import { type DesiredState, poolOf } from "@haproxy-mcp/map-store";
import { ADMIN_STATE, type ServerStateRow, showServersState } from "@haproxy-mcp/runtime-api-client";
import type { DomainPattern, ServerState } from "@haproxy-mcp/validation";
import { z } from "zod";
import { defineChange } from "../tools/define-change.js";
import { describeDomains, placeShape, toPlace } from "../tools/place-fields.js";
import {
  describeServer,
  domainField,
  ipField,
  portField,
  serverOutput,
  stateField,
  toServerOutput,
  weightField,
} from "../tools/server-fields.js";

interface Server {
  readonly ip: string;
  readonly port: number;
  readonly weight: number;
  readonly state: ServerState;
}

/** No tool of the catalog: only a change of `haproxy.cfg` before it makes room for the pools that it needs. */
export const adoptSite = defineChange({
  name: "haproxy_adopt_site",
  title: "Take over a site",
  description:
    "Gives a name that a backend of the operator's serves a pool, with the servers of that backend as HAProxy runs them: their addresses, " +
    "weights and states. It shares the pool of another name of that backend, as long as they have the same servers.",
  input: z.strictObject({
    domain: domainField,
    backend: z.string(),
    others: z.array(domainField).describe("Names of that backend that pools serve already"),
    servers: z.array(
      z.strictObject({
        name: z.string(),
        ip: ipField,
        http_port: portField,
        weight: weightField,
        state: stateField,
      }),
    ),
  }),
  output: z.looseObject({ ...placeShape, backend: z.string(), servers: z.array(serverOutput) }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  async handle({ domain, backend, others, servers }, { services, changes, signal }) {
    const rows = await services.runtime.execute(showServersState(backend), { signal });
    const running = new Map(rows.map((row) => [row.server, row]));
    const wanted = servers.map(({ name, ip, http_port: port, weight, state }) => {
      const row = running.get(name);
      return row === undefined ? { ip, port, weight, state } : asRunning(row);
    });
    const { state } = await services.loadBalancer.read({ signal });
    const aliasOf = others.find((name) => hasServers(state, name, wanted));
    const added = await changes.addDomain(
      aliasOf === undefined ? { domain, servers: wanted } : { domain, aliasOf },
      { signal },
    );
    return { ...toPlace(added), backend, servers: added.servers.map(toServerOutput) };
  },
  summarise({ pool, backend, servers, ...place }) {
    return `Took over ${describeDomains(place)} from ${backend} on ${pool}: ${servers.map(describeServer).join(", ")}`;
  },
});

function hasServers(state: DesiredState, name: DomainPattern, wanted: readonly Server[]): boolean {
  const pool = state.pools.get(poolOf(state, name) ?? 0);
  const textsOf = (servers: Iterable<Server>) =>
    [...servers].map((server) => [server.ip, server.port, server.weight, server.state].join(" ")).sort();
  return pool !== undefined && textsOf(pool.servers.values()).join() === textsOf(wanted).join();
}

function asRunning({ address, port, weight, adminState }: ServerStateRow) {
  return { ip: address, port, weight, state: stateOf(adminState) };
}

function stateOf(adminState: number): ServerState {
  if ((adminState & ADMIN_STATE.forcedMaintenance) !== 0) return "maint";
  return (adminState & ADMIN_STATE.forcedDrain) !== 0 ? "drain" : "ready";
}
