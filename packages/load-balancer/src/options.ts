import type { ExclusiveStateStore } from "@haproxy-mcp/map-store";
import type { PoolRange } from "@haproxy-mcp/pool-allocator";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { Restored } from "./changes/restored.js";

/** What a load balancer is made of: the owner of the desired state, the connection to HAProxy, and the pools. */
export interface LoadBalancerOptions {
  readonly store: ExclusiveStateStore;
  readonly runtime: RuntimeApiClient;
  readonly pools: PoolRange;
  /** Path of `domains.map` on this host. HAProxy may see it elsewhere: its base name finds it there. */
  readonly mapFile: string;
  /** HAProxy's own name of the map, where the base name would find two. */
  readonly mapId?: string | undefined;
  /**
   * Called when a change found HAProxy different from the files, edited by hand or by another client, with what was repaired before the change was
   * made. What `restore` repairs is its result. Must not throw.
   */
  readonly onRepaired?: ((restored: Restored) => void) | undefined;
}

export interface OperationOptions {
  /** Cancels. A change that has begun is rolled back. */
  readonly signal?: AbortSignal | undefined;
}
