import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { OperationOptions } from "../options.js";
import { type MapReading, type RunningState, readRunningState } from "./running-state.js";
import type { Scope } from "./scope.js";
import { unreachable } from "./unreachable.js";

export interface LookOptions extends OperationOptions {
  /** Default: `keys`. */
  readonly reading?: MapReading | undefined;
}

/** @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED`; nothing was changed */
export async function look(
  runtime: RuntimeApiClient,
  mapId: string,
  scope: Scope,
  { signal, reading = "keys" }: LookOptions,
): Promise<RunningState> {
  const { commands, parse } = readRunningState(mapId, scope, reading);
  const results = await runtime.batch(commands, { signal });
  try {
    return parse(results);
  } catch (error) {
    throw unreachable(error);
  }
}
