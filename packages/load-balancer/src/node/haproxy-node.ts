import type { DesiredState } from "@haproxy-mcp/map-store";
import type { PoolName } from "@haproxy-mcp/pool-allocator";
import {
  type CommandResult,
  type RuntimeCommand,
  type ServerStat,
  showInfo,
  showMaps,
} from "@haproxy-mcp/runtime-api-client";
import type { LoadBalancerOptions, OperationOptions } from "../options.js";
import { findMap } from "./find-map.js";
import { type LookOptions, look } from "./look.js";
import type { RunningState } from "./running-state.js";
import type { Scope } from "./scope.js";
import { readPools, readServers } from "./server-stats.js";
import { type Settlement, type SettleOptions, settle } from "./settle.js";
import { unreachable } from "./unreachable.js";
import { askWorker, type Worker } from "./worker.js";

type Values<Commands> = {
  [Key in keyof Commands]: Commands[Key] extends RuntimeCommand<infer Value> ? Value : never;
};

/** The one HAProxy that is read and made to match. */
export interface HaproxyNode {
  /** HAProxy responds and has our map. @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`, `CANCELLED` */
  reach(options: OperationOptions): Promise<ReachedNode>;
  /** Runs reads in one batch. @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` */
  ask<const Commands extends readonly RuntimeCommand<unknown>[]>(
    commands: Commands,
    options: OperationOptions,
  ): Promise<Values<Commands>>;
  /** The statistics of servers, by name; a server that HAProxy does not have is absent. @throws as `ask` */
  serverStats(
    wanted: ReadonlyMap<PoolName, readonly string[]>,
    options: OperationOptions,
  ): Promise<ReadonlyMap<string, ServerStat>>;
  /** The statistics of all servers of some pools, by name. @throws as `ask` */
  serversOf(pools: readonly PoolName[], options: OperationOptions): Promise<ReadonlyMap<string, ServerStat>>;
  /** The process that responds now; `undefined` while HAProxy does not respond. */
  worker(options: OperationOptions): Promise<Worker | undefined>;
}

export interface ReachedNode {
  /** The process that responded. */
  readonly worker: Worker;
  /** How many entries its map has, with those that are being added to another version of it. */
  readonly entryCount: number;
  /** HAProxy as it is, within a scope. @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` */
  look(scope: Scope, options: LookOptions): Promise<RunningState>;
  /** Makes HAProxy match a desired state within a scope, and reads back. @throws as {@link settle} */
  settle(desired: DesiredState, scope: Scope, options: SettleOptions): Promise<Settlement>;
}

export function createHaproxyNode(
  options: Pick<LoadBalancerOptions, "runtime" | "mapFile" | "mapId">,
): HaproxyNode {
  const { runtime } = options;
  const ask: HaproxyNode["ask"] = async (commands, given) => {
    const results: readonly CommandResult<unknown>[] = await runtime.batch(commands, given);
    return results.map((result) => {
      if (!result.ok) throw unreachable(result.error);
      return result.value;
    }) as never;
  };
  return {
    async reach(given) {
      const [maps, worker] = await ask([showMaps(), showInfo()], given);
      const { file: mapId, entryCount } = findMap(maps, options);
      return {
        worker,
        entryCount,
        look: (scope, how) => look(runtime, mapId, scope, how),
        settle: (desired, scope, how) => settle(runtime, mapId, desired, scope, how),
      };
    },
    ask,
    serverStats: (wanted, given) => readServers(runtime, wanted, given),
    serversOf: (pools, given) =>
      readPools(
        runtime,
        pools.map((proxy) => ({ proxy })),
        given,
      ),
    worker: (given) => askWorker(runtime, given),
  };
}
