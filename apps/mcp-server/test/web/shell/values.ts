import type { CertificateRow, DomainRow, ServerRow, Tick } from "../../../src/page/model.js";

/** A server as the stream sends it. */
export function server(status: string, more: Partial<ServerRow> = {}): ServerRow {
  const { slot = 1 } = more;
  return {
    slot,
    name: `pool_1_${slot}`,
    ip: `10.0.0.${slot}`,
    port: 80,
    weight: 100,
    state: "ready",
    status,
    ...more,
  };
}

export function domain(pool: number, name: string, more: Partial<DomainRow> = {}): DomainRow {
  return { pool, names: [name], status: "healthy", servers: [server("UP")], ...more };
}

export function domains(...rows: readonly DomainRow[]): ReadonlyMap<number, DomainRow> {
  return new Map(rows.map((row) => [row.pool, row]));
}

export function certificate(name: string, more: Partial<CertificateRow> = {}): CertificateRow {
  return { name, names: [name], state: "valid", managed: true, served: "yes", days_left: 60, ...more };
}

/** @param pools - requests a second by pool */
export function tick(at: number, pools: Readonly<Record<number, number | null>>): Tick {
  return {
    at,
    pools: Object.entries(pools).map(([pool, requests]) => [
      Number(pool),
      requests,
      0,
      12,
      3,
      0,
      [[1, requests, 3]],
    ]),
  };
}
