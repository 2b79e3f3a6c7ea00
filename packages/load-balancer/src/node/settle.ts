import { setTimeout as sleep } from "node:timers/promises";
import type { DesiredState } from "@haproxy-mcp/map-store";
import type { CommandResult, RuntimeApiClient, RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import type { Protection } from "../certainty/protection.js";
import { LoadBalancerError } from "../errors.js";
import type { OperationOptions } from "../options.js";
import { type Difference, differences } from "./difference.js";
import { look } from "./look.js";
import { repairCommands } from "./repair-commands.js";
import { type MapReading, type RunningState, readRunningState } from "./running-state.js";
import type { Scope } from "./scope.js";
import { unreachable } from "./unreachable.js";
import { vacate } from "./vacate.js";

/** The result of making HAProxy match. */
export interface Settlement {
  /** Differences that were found, and are gone. */
  readonly applied: readonly Difference[];
  /** Differences that HAProxy still reports. */
  readonly remaining: readonly Difference[];
  /** HAProxy's refusals, quoted. */
  readonly refusals: readonly RuntimeApiError[];
  /** HAProxy as it was read last. */
  readonly running: RunningState;
}

const ADDRESS_DELAYS_MS = [0, 1, 5, 20, 100, 300];

export interface SettleOptions extends OperationOptions {
  /** HAProxy as it is, where it was asked already. */
  readonly running?: Promise<RunningState> | undefined;
  /** What stays as HAProxy has it. Default: nothing. */
  readonly protection?: Protection | undefined;
}

/**
 * Makes HAProxy match a desired state within a scope. Changes and read-back are one batch, so that one worker
 * both makes and reports them. Slots that another domain's server takes over are vacated before it.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `CANCELLED` when nothing was changed
 * @throws RuntimeApiError when HAProxy was sent changes and the read-back did not come: the outcome is unknown
 */
export async function settle(
  runtime: RuntimeApiClient,
  mapId: string,
  desired: DesiredState,
  scope: Scope,
  options: SettleOptions,
): Promise<Settlement> {
  const quick = await settleOnce(runtime, mapId, desired, scope, "keys", options);
  // Duplicate entries hide behind each other: only the whole map shows them.
  if (!quick.remaining.some(({ kind }) => kind === "map")) return quick;
  const again = { ...options, running: undefined };
  const thorough = await settleOnce(runtime, mapId, desired, scope, "entries", again).catch(afterChanges);
  return { ...thorough, applied: [...quick.applied, ...thorough.applied] };
}

async function settleOnce(
  runtime: RuntimeApiClient,
  mapId: string,
  desired: DesiredState,
  scope: Scope,
  reading: MapReading,
  { signal, running: known, protection }: SettleOptions,
): Promise<Settlement> {
  const how = { signal, reading };
  let running = await (known ?? look(runtime, mapId, scope, how));
  const found = differences(desired, running, scope, protection);
  if (found.length === 0) return { applied: [], remaining: [], refusals: [], running };
  const isVacated = await vacate(runtime, mapId, found, { signal });
  if (isVacated) running = await look(runtime, mapId, scope, how).catch(afterChanges);
  const open = isVacated ? differences(desired, running, scope, protection) : found;
  const changes = repairCommands(open, mapId);
  const { commands: reads, parse } = readRunningState(mapId, scope, reading);
  const results = await runtime.batch([...changes, ...reads], { signal });
  const refusals = results.slice(0, changes.length).flatMap((result) => (result.ok ? [] : [result.error]));
  const nothingSent =
    !isVacated && results.every((result) => !result.ok && result.error.code === "CONNECT_FAILED");
  running = readBackOf(parse, results.slice(changes.length), nothingSent);
  let remaining = differences(desired, running, scope, protection);
  for (const delayMs of refusals.length === 0 ? ADDRESS_DELAYS_MS : []) {
    if (!remaining.some(hasOtherAddress)) break;
    await sleep(delayMs);
    running = await look(runtime, mapId, scope, how).catch(afterChanges);
    remaining = differences(desired, running, scope, protection);
  }
  const left = new Set(remaining.map(identity));
  const applied = found.filter((difference) => !left.has(identity(difference)));
  return { applied, remaining, refusals, running };
}

/** HAProxy 3.0 and later reply to `set server addr` first, and change the address right after. */
function hasOtherAddress(difference: Difference): boolean {
  if (difference.kind === "map" || difference.running === undefined) return false;
  const { desired, running } = difference;
  return desired === undefined || running.ip !== desired.ip || running.port !== desired.port;
}

type Parse = (results: readonly CommandResult<unknown>[]) => RunningState;

function readBackOf(
  parse: Parse,
  results: readonly CommandResult<unknown>[],
  nothingSent: boolean,
): RunningState {
  try {
    return parse(results);
  } catch (error) {
    throw nothingSent ? unreachable(error) : error;
  }
}

/** Of a later step: that it changed nothing does not say that nothing was changed. */
function afterChanges(error: unknown): never {
  throw LoadBalancerError.isInstance(error) && error.cause !== undefined ? error.cause : error;
}

function identity(difference: Difference): string {
  return difference.kind === "map" ? `map ${difference.key}` : `server ${difference.name}`;
}
