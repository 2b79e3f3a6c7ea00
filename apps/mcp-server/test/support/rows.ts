// Rows as the load balancer and the certificate manager return them, for tests of what tools show.
import type { CertificateRecord } from "@haproxy-mcp/acme-manager";
import type {
  BackendView,
  PoolStatistics,
  ServerConnectionsView,
  ServerHealth,
  ServerView,
} from "@haproxy-mcp/load-balancer";

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
  return { ...configured(number), current: 3, max: 8, queued: 1, idle: 2 };
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
