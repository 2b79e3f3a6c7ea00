// Rows as the load balancer and the certificate manager return them, for tests of what tools show.
import type { CertificateRecord } from "@haproxy-mcp/acme-manager";
import {
  type BackendView,
  LoadBalancerError,
  type PoolStatistics,
  type ServerConnectionsView,
  type ServerHealth,
  type ServerView,
} from "@haproxy-mcp/load-balancer";
import type { Health } from "../../src/checks/health.js";

const domainOf = (number: number) => `d${number}.example.test`;
export const poolOf = (number: number) => `pool_${number}` as PoolStatistics["pool"];

export const TRAFFIC = {
  currentSessions: 2,
  maxSessions: 7,
  totalSessions: 90,
  totalRequests: 1_234,
  bytesIn: 56_789,
  bytesOut: 987_654,
  responses: { "1xx": 0, "2xx": 1_200, "3xx": 4, "4xx": 25, "5xx": 5, other: 0 },
};

export const PROCESS = {
  version: "3.2.1",
  uptimeSec: 86_400,
  currentConnections: 10,
  maxConnections: 100_000,
  totalConnections: 1_000_000,
  totalRequests: 5_000_000,
  idlePercent: 99,
};

/** A domain whose pool another one shares. */
export const PLACE = { domain: "d1.example.test", pool: "pool_1", sharedWith: ["d2.example.test"] };

/** Of a name that is near another. */
export const NOT_FOUND = new LoadBalancerError(
  "DOMAIN_NOT_FOUND",
  "d1.example.test was not found; similar: d2.example.test",
  { field: "domain" },
);

export const DIFFERENCE = { kind: "map", key: "d1.example.test", desired: "pool_1", running: [] };

export const DEPLOYMENT = {
  file: "d1.example.test.pem",
  method: "runtime" as const,
  reloads: 0 as const,
  handshake: "verified" as const,
};

const OK = { status: "ok" as const };

export const HEALTHY: Health = {
  status: "healthy",
  components: {
    mcp: OK,
    haproxy: { ...OK, version: "3.2.1", uptime_sec: 86_400 },
    config_files: { ...OK, files: { map_file: "ok", servers_file: "ok", state_file: "ok" }, problems: [] },
    desired_state: { ...OK, differences: 0, first: [], uncertain: [], orphans: [] },
    domains: { ...OK, counts: { healthy: 2, checking: 0, degraded: 0, down: 0, no_servers: 1 }, first: [] },
    configuration: { ...OK, findings: [] },
    certificates: { ...OK, count: 3, expiring: [], unserved: [] },
    container: { ...OK, state: "running" },
  },
};

/** The server in slot 1 of a pool. */
export function serverRow(number = 1): ServerView {
  return {
    slot: 1,
    name: `pool_${number}_1`,
    ip: `10.0.${number >> 8}.${number & 255}`,
    port: 8080,
    weight: 1,
    state: "ready",
  } as ServerView;
}

const configured = (number: number) =>
  ({ ...serverRow(number), pool: poolOf(number), domains: [domainOf(number)] }) as unknown as ServerHealth;

export function healthRow(number = 1): ServerHealth {
  return {
    ...configured(number),
    status: "UP",
    detail: "UP",
    check: "connection accepted",
    checkStatus: "L4OK",
    checkDurationMs: 3,
    sinceSec: 90,
  };
}

export function connectionsRow(number = 1): ServerConnectionsView {
  return {
    ...configured(number),
    current: 3,
    max: 8,
    queued: 1,
    idle: 2,
    totalRequests: 120,
    serverErrors: 4,
    averageResponseMs: 7,
  };
}

export function backendRow(number = 1): BackendView {
  return {
    name: poolOf(number),
    isPool: true,
    domains: configured(number).domains,
    status: "UP",
    activeServers: 1,
    configuredServers: 2,
    queued: 6,
    ...TRAFFIC,
  };
}

export function poolRow(number = 1): PoolStatistics {
  return {
    pool: poolOf(number),
    domains: configured(number).domains,
    queued: 6,
    connectionErrors: 11,
    responseErrors: 12,
    averageResponseMs: 13,
    ...TRAFFIC,
  };
}

export function certificateRow(number = 1): CertificateRecord {
  const name = domainOf(number);
  return {
    name,
    file: `${name}.pem`,
    names: [name, `*.${name}`],
    state: "valid",
    details: {
      notBefore: new Date("2026-09-01T00:00:00Z"),
      notAfter: new Date("2026-11-30T00:00:00Z"),
      daysLeft: 60,
      issuer: "Example CA",
      keyType: "EC P-256",
      serial: "0A1B",
      sha256: "AB12",
      sha1: "CD34",
    },
    driver: "embedded",
    renewAt: new Date("2026-10-31T00:00:00Z"),
    served: "yes",
    isDeployed: true,
    conflicts: [],
  } as unknown as CertificateRecord;
}
