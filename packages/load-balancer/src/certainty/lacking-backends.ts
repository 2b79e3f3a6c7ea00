import { type DesiredState, mapKey } from "@haproxy-mcp/map-store";
import { poolName } from "@haproxy-mcp/pool-allocator";
import type { RunningState } from "../node/running-state.js";

/** Keys that the map routes to a backend that HAProxy lacks. */
export function keysWithoutBackend(
  { pools, foreign }: DesiredState,
  { backends }: Pick<RunningState, "backends">,
): readonly string[] {
  if (backends === undefined) return [];
  return [
    ...[...foreign].flatMap(([key, backend]) => (backends.has(backend) ? [] : key)),
    ...[...pools].flatMap(([pool, { names }]) =>
      backends.has(poolName(pool)) ? [] : [...names].map(mapKey),
    ),
  ];
}
