import type { DesiredState } from "@haproxy-mcp/map-store";
import { type CommandResult, RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import type { LoadBalancerOptions, OperationOptions } from "../context.js";
import { type Difference, differences } from "./difference.js";
import { repairCommands } from "./repair-commands.js";
import { parseRunningState, type RunningState, readRunningState } from "./running-state.js";
import type { Scope } from "./scope.js";
import { unreachable } from "./unreachable.js";

/** What came of making HAProxy match. */
export interface Settlement {
  /** Differences that were found, and are gone. */
  readonly applied: readonly Difference[];
  /** Differences that are still there, by HAProxy's own word. */
  readonly remaining: readonly Difference[];
  /** HAProxy's refusals, in its words. */
  readonly refusals: readonly RuntimeApiError[];
}

const NOTHING: Settlement = { applied: [], remaining: [], refusals: [] };

/** Looks at HAProxy. @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED`; nothing was changed */
async function lookAtRunning(
  { runtime }: LoadBalancerOptions,
  mapId: string,
  scope: Scope,
  { signal }: OperationOptions,
): Promise<RunningState> {
  const results = await runtime.batch(readRunningState(mapId, scope), { ...(signal && { signal }) });
  try {
    return parseRunningState(results);
  } catch (error) {
    throw unreachable(error);
  }
}

/**
 * Makes HAProxy match a desired state within a scope. Changes and read-back are one batch, so that one worker
 * both takes them and answers for them.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` when nothing was changed
 * @throws RuntimeApiError when HAProxy was sent changes and the read-back did not come: the outcome is unknown
 */
export async function settle(
  context: LoadBalancerOptions,
  mapId: string,
  desired: DesiredState,
  scope: Scope,
  options: OperationOptions & { readonly approve?: (found: readonly Difference[]) => void } = {},
): Promise<Settlement> {
  const { signal, approve } = options;
  const found = differences(desired, await lookAtRunning(context, mapId, scope, options), scope);
  approve?.(found);
  if (found.length === 0) return NOTHING;
  const changes = repairCommands(found, mapId);
  const results: readonly CommandResult<unknown>[] = await context.runtime.batch(
    [...changes, ...readRunningState(mapId, scope)],
    { ...(signal && { signal }) },
  );
  const readBack = readBackOf(results.slice(changes.length));
  const remaining = differences(desired, readBack, scope);
  const left = new Set(remaining.map(identity));
  return {
    applied: found.filter((difference) => !left.has(identity(difference))),
    remaining,
    refusals: results.slice(0, changes.length).flatMap((result) => (result.ok ? [] : [result.error])),
  };
}

function readBackOf(results: readonly CommandResult<unknown>[]): RunningState {
  try {
    return parseRunningState(results);
  } catch (error) {
    const nothingSent = RuntimeApiError.isInstance(error) && error.code === "CONNECT_FAILED";
    throw nothingSent ? unreachable(error) : error;
  }
}

function identity(difference: Difference): string {
  return difference.kind === "map" ? `map ${difference.key}` : `server ${difference.name}`;
}
