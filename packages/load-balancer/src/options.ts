import type { ExclusiveStateStore } from "@haproxy-mcp/map-store";
import type { PoolRange } from "@haproxy-mcp/pool-allocator";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";

/** What a load balancer is made of: the owner of the desired state, the connection to HAProxy, and the pools. */
export interface LoadBalancerOptions {
  readonly store: ExclusiveStateStore;
  readonly runtime: RuntimeApiClient;
  readonly pools: PoolRange;
  /** Path of `domains.map` on this host. HAProxy may see it elsewhere: its base name finds it there. */
  readonly mapFile: string;
  /** HAProxy's own name of the map, where the base name would find two. */
  readonly mapId?: string | undefined;
}

export interface OperationOptions {
  /** Cancels. A change that has begun is rolled back. */
  readonly signal?: AbortSignal | undefined;
}
