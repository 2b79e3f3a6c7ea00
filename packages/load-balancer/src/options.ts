import type { ExclusiveStateStore } from "@haproxy-mcp/map-store";
import type { PoolRange } from "@haproxy-mcp/pool-allocator";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { ReconcileReason, Restored } from "./changes/restored.js";

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
   * Called when a change found HAProxy different from the files, with what was repaired before the change was made, and why it was
   * compared; names that were deleted by hand are released with the change. What `restore` repairs is its result. Must not throw.
   */
  readonly onRepaired?: ((restored: Restored, reason: ReconcileReason) => void) | undefined;
}

/** Of every operation. */
export interface OperationOptions {
  /** Cancels. A change that has begun is rolled back. */
  readonly signal?: AbortSignal | undefined;
}
