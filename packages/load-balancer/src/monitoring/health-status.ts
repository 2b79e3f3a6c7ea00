import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import { checkStatusOf } from "./describe-check.js";

/**
 * HAProxy's word without its counters. `CHECKING` takes traffic, and its next check decides; `NO CHECK` takes traffic unchecked;
 * `DRAIN` takes no new connections, by its state or by a weight of 0; `MISSING` is a slot that HAProxy does not have.
 */
export type HealthStatus = "UP" | "CHECKING" | "DOWN" | "DRAIN" | "MAINT" | "NOLB" | "NO CHECK" | "MISSING";

/**
 * `healthy`: all its servers are up; `checking`: the others are `CHECKING`; `degraded`: some are up or `CHECKING`; `down`: none is.
 */
export type DomainStatus = "healthy" | "checking" | "degraded" | "down" | "no_servers";

const DEFAULT_INTERVAL_SEC = 2;

/** `UP 1/3`, `MAINT (via a/b)`, `DRAIN (agent)`, `no check`, … */
export function toStatus(row: ServerStat): HealthStatus {
  const [, known] = /^(UP|DOWN|DRAIN|MAINT|NOLB)\b/.exec(row.status) ?? [];
  if ((known === "UP" || known === "DRAIN") && failedCheck(row)) return "DOWN";
  if (!/^(?:DOWN|MAINT|NOLB)$/.test(known ?? "") && row.weight === 0) return "DRAIN";
  if (known === "UP" && row.checkStatus === undefined) return "NO CHECK";
  if (known === "UP" && awaitsCheck(row)) return "CHECKING";
  return (known as HealthStatus | undefined) ?? "NO CHECK";
}

/**
 * HAProxy does not say when a check was made. A server that leaves maintenance, as it does with each new address, is up with the health
 * of `rise` and the result of its last check, `INI` where there was none; a check that passes brings it to `rise + fall - 1`, and one
 * that fails takes it down. After `fall - 1` failed checks a server is the same again. With `fall 1` both are one: then a
 * result that did not pass is a sign, and that it came up within HAProxy's default interval of checks.
 */
export function awaitsCheck(row: ServerStat): boolean {
  const { checkHealth, checkRise, checkFall, lastChangeSec = 0 } = row;
  const last = checkStatusOf(row);
  if (last === undefined) return false;
  if (last === "INI") return true;
  if (checkHealth !== checkRise) return false;
  return checkFall !== 1 || !last.includes("OK") || lastChangeSec <= DEFAULT_INTERVAL_SEC;
}

/** HAProxy counts the check that takes a server down before it says `DOWN`: until then it reports `UP -1/3` or `DRAIN -1/3`. */
function failedCheck({ checkHealth, checkRise }: ServerStat): boolean {
  return checkHealth !== undefined && checkRise !== undefined && checkHealth < checkRise;
}

/** The status of a domain by its ready servers: how many there are, are healthy, and were not checked yet. */
export function domainStatus(counts: {
  readonly total: number;
  readonly healthy: number;
  readonly checking: number;
}): DomainStatus {
  const { total, healthy, checking } = counts;
  if (total === 0) return "no_servers";
  if (healthy === total) return "healthy";
  if (healthy + checking === total) return "checking";
  return healthy + checking === 0 ? "down" : "degraded";
}

/** Whether requests get a response of a server with this status: `UP`, or `NO CHECK`. */
export function isHealthy(status: HealthStatus): boolean {
  return status === "UP" || status === "NO CHECK";
}
