import type { DesiredState, StateStore } from "@haproxy-mcp/map-store";
import type { PoolRange } from "@haproxy-mcp/pool-allocator";
import type { RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import type { Plan } from "./plans/plan.js";

/** What every operation is handed: the owner of the desired state, the way to HAProxy, and the pools. */
export interface LoadBalancerOptions {
  readonly store: StateStore;
  readonly runtime: RuntimeApiClient;
  readonly pools: PoolRange;
  /** Path of `domains.map` on this host. HAProxy may see it elsewhere: its base name finds it there. */
  readonly mapFile: string;
  /** HAProxy's own name of the map, where the base name would find two. */
  readonly mapId?: string;
}

/** What the operations share. */
export interface Context extends LoadBalancerOptions {
  readonly changes: Changes;
}

/** The way of every change: plan against what is on disk now, write the files, apply to HAProxy, read back. */
export interface Changes {
  /** @throws LoadBalancerError, StoreError: see their codes */
  make<Result>(plan: (state: DesiredState) => Plan<Result>, options: OperationOptions): Promise<Result>;
  /** The outcome of a change is unknown, and HAProxy was not compared with the files since. */
  readonly isUnsettled: boolean;
  /** To be called when HAProxy was compared with the files, while the lock is held. */
  settled(): void;
}

export interface OperationOptions {
  /** Gives up. A change that was begun is undone. */
  readonly signal?: AbortSignal;
}
