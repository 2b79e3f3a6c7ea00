import { messageOf } from "@haproxy-mcp/durable-files";
import { StoreError } from "@haproxy-mcp/map-store";
import { serverName } from "@haproxy-mcp/pool-allocator";
import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { LoadBalancerError } from "../errors.js";
import { parseServers, parseSlot, parseTimeoutMs, type ServerInput } from "../inputs.js";
import { describeCheck } from "../monitoring/describe-check.js";
import { awaitsCheck, isHealthy, toStatus } from "../monitoring/health-status.js";
import { describeRecord } from "../node/describe-difference.js";
import { poolActivity, sessionsOn } from "../node/sessions.js";
import type { OperationOptions } from "../options.js";
import {
  planFinish,
  planRollBack,
  planStage,
  planSwitch,
  type ReplacedSlot,
  type StagedReplacement,
} from "../plans/replace-servers.js";
import { describeServer, type ServerView } from "../server-view.js";
import { DEFAULT_WAIT_MS, describeLeft, pollUntil } from "./poll-until.js";

/** The servers that a domain gets instead of those that it has. */
export interface ReplaceServersInput {
  readonly domain: string;
  /** The servers that the domain gets, 1 to 10. One that it has already, by address and port, stays in its slot. */
  readonly servers: readonly ServerInput[];
  /** Slots whose servers go. Default: all of the domain that are not in `servers`. */
  readonly slots?: readonly number[] | undefined;
  /** Waits so many milliseconds at most until the new servers are checked healthy. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Waits so many milliseconds at most until the old servers have no session left. Default: 10,000. */
  readonly drainTimeoutMs?: number | undefined;
}

/** Of a replacement, which takes a while. */
export interface ReplaceServersOptions extends OperationOptions {
  /** Called each time servers were asked for: how many are not checked healthy, or how many sessions the old ones have. */
  readonly onProgress?: ((step: "checking" | "draining", left: number) => void) | undefined;
}

/** What a replacement did: the servers that came, stayed and went. */
export interface ReplacedServers extends Pick<StagedReplacement, "domain" | "pool" | "sharedWith"> {
  /** Those that take traffic now and did not before. */
  readonly added: readonly ServerView[];
  readonly kept: readonly ServerView[];
  readonly removed: readonly ServerView[];
  /** Sessions on the removed ones that were still open. */
  readonly sessions: number;
}

const DEFAULT_DRAIN_TIMEOUT_MS = 10_000;

/** See `Changes.replaceServers`. */
export async function replaceServers(
  context: Context,
  {
    domain,
    servers,
    slots,
    timeoutMs = DEFAULT_WAIT_MS,
    drainTimeoutMs = DEFAULT_DRAIN_TIMEOUT_MS,
  }: ReplaceServersInput,
  options: ReplaceServersOptions = {},
): Promise<ReplacedServers> {
  const wanted = {
    domain: parseDomainPattern(domain),
    servers: parseServers(servers, { atLeast: 1 }).map(({ server }) => server),
    slots: slots?.map(parseSlot),
  };
  const waitMs = parseTimeoutMs(timeoutMs, "timeoutMs");
  const drainMs = parseTimeoutMs(drainTimeoutMs, "drainTimeoutMs");
  const { changes, isDryRun = false } = context;
  const staged = await changes.make((ground) => planStage(ground, context.pools, wanted), options);
  let sessions = 0;
  try {
    if (!isDryRun) await waitUntilChecked(context, staged, waitMs, options);
    await changes.make((ground) => planSwitch(ground, staged), options);
    if (!isDryRun) sessions = await waitUntilDrained(context, staged, drainMs, options);
    await changes.make((ground) => planFinish(ground, staged), options);
  } catch (error) {
    throw await rolledBack(context, staged, error);
  }
  const { pool, joining, staying, leaving, ...place } = staged;
  const view = ({ slot, before, after }: ReplacedSlot) => {
    const server = after ?? before;
    return server === undefined ? [] : [describeServer(pool, slot, server)];
  };
  const [added, kept, removed] = [joining, staying, leaving].map((of) => of.flatMap(view));
  return { ...place, pool, added: added ?? [], kept: kept ?? [], removed: removed ?? [], sessions };
}

/** @throws LoadBalancerError `NOT_HEALTHY`, `CANCELLED`, `HAPROXY_UNREACHABLE` */
async function waitUntilChecked(
  { node }: Context,
  { pool, joining, staying, leaving }: StagedReplacement,
  timeoutMs: number,
  { signal, onProgress }: ReplaceServersOptions,
): Promise<void> {
  const awaited = leaving.length === 0 ? joining : [...joining, ...staying];
  if (awaited.length === 0) return;
  const names = awaited.map(({ slot }) => serverName(pool, slot));
  const ask = async () => {
    const rows = await node.serverStats(new Map([[pool, names]]), { signal });
    const left = awaited.filter(({ slot }) => !passedCheck(rows.get(serverName(pool, slot))));
    onProgress?.("checking", left.length);
    return { rows, left };
  };
  const { found, waitedMs } = await pollUntil(ask, {
    timeoutMs,
    signal,
    isDone: ({ left }) => left.length === 0,
    describeLeft: ({ left }) => `${left.length} of ${awaited.length} servers were not checked healthy`,
  });
  const [first] = found.left;
  if (first?.after === undefined) return;
  const others = found.left.length - 1;
  const which = others === 0 ? "" : ` (and ${others} more)`;
  const status = describeFailed(found.rows.get(serverName(pool, first.slot)));
  throw new LoadBalancerError(
    "NOT_HEALTHY",
    `${describeRecord(first.after)} is ${status} after ${(waitedMs / 1_000).toFixed(1)} s${which}`,
    { field: "servers" },
  );
}

/** A drained server is checked, too: one whose check failed is `DOWN`. */
function passedCheck(row: ServerStat | undefined): boolean {
  if (row === undefined) return false;
  const status = toStatus(row);
  return status === "DRAIN" ? !awaitsCheck(row) : isHealthy(status);
}

function describeFailed(row: ServerStat | undefined): string {
  if (row === undefined) return "missing in HAProxy";
  if (awaitsCheck(row)) return "not checked yet";
  return [toStatus(row), describeCheck(row)].filter((text) => text !== undefined).join(", ");
}

async function waitUntilDrained(
  { node }: Context,
  { pool, leaving }: StagedReplacement,
  timeoutMs: number,
  { signal, onProgress }: ReplaceServersOptions,
): Promise<number> {
  if (leaving.length === 0) return 0;
  const names = leaving.map(({ slot }) => serverName(pool, slot));
  const ask = async () => {
    const left = sessionsOn(await poolActivity(node, pool, { signal }), names);
    onProgress?.("draining", left);
    return left;
  };
  const { found } = await pollUntil(ask, {
    timeoutMs,
    signal,
    isDone: (left) => left === 0,
    describeLeft,
  });
  return found;
}

/** The error, once everything is as before, or where that can't be known. Without the caller's signal: one that cancels wants the rollback made. */
async function rolledBack(context: Context, staged: StagedReplacement, error: unknown): Promise<unknown> {
  if (context.isDryRun || isUnknown(error)) return error;
  try {
    await context.changes.make((ground) => planRollBack(ground, staged), { isRollback: true });
  } catch (second) {
    const [reason, why] = [error, second].map(messageOf);
    return new LoadBalancerError("OUTCOME_UNKNOWN", `${reason}; the rollback failed, too: ${why}`, {
      cause: new AggregateError([error, second]),
    });
  }
  if (!LoadBalancerError.isInstance(error)) return error;
  const { code, message, field } = error;
  return new LoadBalancerError(code, `${message}; the replacement was rolled back`, { field, cause: error });
}

function isUnknown(error: unknown): boolean {
  const hasCode = LoadBalancerError.isInstance(error) || StoreError.isInstance(error);
  return hasCode && error.code === "OUTCOME_UNKNOWN";
}
