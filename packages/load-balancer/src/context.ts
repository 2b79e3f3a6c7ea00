import type { StateStore } from "@haproxy-mcp/map-store";
import type { PoolSource } from "@haproxy-mcp/pool-allocator";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { ChangeQueue } from "./changes/change-queue.js";

/** What every operation is handed: the owner of the desired state, the way to HAProxy, and the pools. */
export interface LoadBalancerOptions {
  readonly store: StateStore;
  readonly runtime: RuntimeApiClient;
  readonly pools: PoolSource;
  /** Path of `domains.map` on this host. HAProxy may see it elsewhere: its base name finds it there. */
  readonly mapFile: string;
  /** HAProxy's own name of the map, where the base name would find two. */
  readonly mapId?: string;
}

/** What the operations share. */
export interface Context extends LoadBalancerOptions {
  readonly changes: ChangeQueue;
}

export interface OperationOptions {
  /** Gives up. A change that was begun is undone. */
  readonly signal?: AbortSignal;
}
