import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import type { Context } from "../context.js";
import type { OperationOptions } from "../options.js";
import { type Page, type PageInput, pageOf, sortKey } from "../page.js";
import { type ConfiguredServer, configuredServers, namesByPool } from "./configured-servers.js";
import { counter } from "./statistics-rows.js";

/** The connections and requests of one server. */
export interface ServerConnectionsView extends ConfiguredServer {
  /** Sessions now. */
  readonly current: number;
  /** The most at once, since HAProxy started. */
  readonly max: number;
  /** Requests that wait for this server now. */
  readonly queued: number;
  /** Connections to it that are kept open and not in use. */
  readonly idle: number;
  /** Since HAProxy started, and of these the responses with a status of 500 or above. */
  readonly totalRequests: number;
  readonly serverErrors: number;
  /** Average of the last 1,024 requests. */
  readonly averageResponseMs: number;
}

/** Whose servers, a page at a time. */
export interface ListConnectionsInput extends PageInput {
  /** Default: all domains. */
  readonly domain?: string | undefined;
}

/** A page of servers with their connections, and the sums of all pages. */
export interface ConnectionList extends Page<ServerConnectionsView> {
  /** Of all pages. */
  readonly current: number;
  readonly queued: number;
}

/** See `LoadBalancer.listConnections`. */
export async function listConnections(
  context: Context,
  { domain, ...page }: ListConnectionsInput = {},
  options: OperationOptions = {},
): Promise<ConnectionList> {
  const snapshot = await context.store.read(options);
  const servers = configuredServers(snapshot, domain);
  const rows = await context.node.serverStats(namesByPool(servers), options);
  const all = servers.map((server) => ({ ...server, ...connectionsOf(rows.get(server.name)) }));
  return {
    ...pageOf(all, ({ name }) => sortKey(name), page),
    current: all.reduce((sum, { current }) => sum + current, 0),
    queued: all.reduce((sum, { queued }) => sum + queued, 0),
  };
}

function connectionsOf(row: ServerStat | undefined): Omit<ServerConnectionsView, keyof ConfiguredServer> {
  return {
    current: row?.currentSessions ?? 0,
    max: row?.maxSessions ?? 0,
    queued: row?.queued ?? 0,
    idle: row === undefined ? 0 : counter(row, "idle_conn_cur"),
    totalRequests: row?.totalRequests ?? 0,
    serverErrors: row?.responses["5xx"] ?? 0,
    averageResponseMs: row?.times?.responseMs ?? 0,
  };
}
