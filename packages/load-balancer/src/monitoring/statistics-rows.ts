import type { BackendStat, FrontendStat, ListenerStat, StatRow } from "@haproxy-mcp/runtime-api-client";

export const isBackend = (row: StatRow): row is BackendStat => row.kind === "backend";
export const isFrontend = (row: StatRow): row is FrontendStat => row.kind === "frontend";
export const isListener = (row: StatRow): row is ListenerStat => row.kind === "listener";

/** A counter of the statistics (management.txt section 9.1) that has no field of its own; 0 where HAProxy leaves it empty. */
export function counter({ raw }: StatRow, name: string): number {
  return Number(raw.get(name) || 0);
}
