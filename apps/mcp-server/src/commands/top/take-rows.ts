import { domainStatus, type HealthStatus, isHealthy } from "@haproxy-mcp/load-balancer";
import { countOf } from "../../program/count-of.js";
import { domainHealth } from "../../tools/catalog/health/domain-health.js";
import { getServerHealth } from "../../tools/catalog/health/get-server-health.js";
import { getConnections } from "../../tools/catalog/monitoring/get-connections.js";
import { stats } from "../../tools/catalog/monitoring/stats.js";
import type { ToolCaller } from "../callers/tool-caller.js";
import { createAsk } from "../live/ask.js";
import { endpointOf } from "../verbs/columns.js";
import type { Row } from "./top-rows.js";

/** What HAProxy is doing at one time. */
export interface Taken {
  readonly rows: readonly Row[];
  /** For the first line of a screen. */
  readonly about: string;
}

/** A row for each pool in use. @throws ToolCallError */
export async function takeDomains(caller: ToolCaller, signal: AbortSignal): Promise<Taken> {
  const ask = createAsk(caller, signal);
  const [{ process, pools }, { servers }] = [
    await ask(stats, "pools"),
    await ask(getServerHealth, "servers"),
  ];
  const statuses = new Map<string, HealthStatus[]>();
  for (const { name, status } of servers) {
    const pool = name.replace(/_\d+$/, "");
    statuses.set(pool, [...(statuses.get(pool) ?? []), status as HealthStatus]);
  }
  const rows = pools.map((pool) => {
    const all = statuses.get(pool.pool) ?? [];
    const up = all.filter(isHealthy).length;
    const checking = all.filter((status) => status === "CHECKING").length;
    return {
      key: pool.pool,
      name: pool.domains[0] ?? pool.pool,
      domains: pool.domains,
      pool: pool.pool,
      health: domainStatus({ total: all.length, healthy: up, checking }),
      serversUp: up,
      servers: all.length,
      requests: pool.requests_total,
      errors: pool.responses["5xx"] ?? 0,
      responseMs: pool.average_response_ms,
      sessions: pool.sessions_current,
      queued: pool.queued,
    };
  });
  return { rows, about: `HAProxy ${process.version}, ${countOf(process.connections_current, "connection")}` };
}

/** A row for each server of a domain. @throws ToolCallError */
export async function takeServers(domain: string, caller: ToolCaller, signal: AbortSignal): Promise<Taken> {
  const ask = createAsk(caller, signal);
  const health = await ask(domainHealth, undefined, { domain });
  const { servers } = await ask(getConnections, "servers", { domain });
  const domains = [health.domain, ...(health.shared_with ?? [])];
  const rows = health.servers.map((server) => {
    const counted = servers.find(({ name }) => name === server.name);
    return {
      key: server.name,
      name: server.name,
      domains,
      pool: health.pool,
      address: endpointOf(server),
      health: server.status,
      requests: counted?.requests_total ?? 0,
      errors: counted?.responses_5xx ?? 0,
      responseMs: counted?.average_response_ms ?? 0,
      sessions: counted?.current ?? 0,
      queued: counted?.queued ?? 0,
    };
  });
  return {
    rows,
    about: `${health.domain} ${health.pool}: ${health.status}, ${health.healthy_count} of ${health.total_count} up`,
  };
}
