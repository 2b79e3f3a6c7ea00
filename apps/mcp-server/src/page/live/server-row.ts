import type { ServerSample } from "@haproxy-mcp/load-balancer";
import type { ServerRow } from "../model.js";

/** HAProxy reports whole seconds, of another clock than ours: of one change, two estimates differ by no more. */
const SAME_MS = 2_000;
const MS_PER_SEC = 1_000;
/** The duration of a check is sent again when it has moved by that much, and by half: it differs a little in each check. */
const MOVED_MS = 10;

/**
 * A server as the page shows it. Its `since` and the duration of its check stay as they are while they only jitter, and the words of its
 * last check while the next one runs.
 *
 * @param at of the sample, in milliseconds since 1970
 * @param before its row in the sample before, if there was one
 */
export function toServerRow(server: ServerSample, at: number, before: ServerRow | undefined): ServerRow {
  const { slot, name, ip, port, weight, state, status, checkStatus } = server;
  const isSame = before?.checkCode === checkStatus && before?.status === status;
  const { check, lastCheck } = server.isBeingChecked && isSame ? before : server;
  return {
    slot,
    name,
    ip,
    port,
    weight,
    state,
    status,
    check,
    lastCheck,
    checkCode: checkStatus,
    checkMs: steadyMs(server.checkDurationMs, before?.checkMs),
    since: sinceOf(server, at, before),
  };
}

function sinceOf({ status, sinceSec }: ServerSample, at: number, before: ServerRow | undefined) {
  const known = before?.status === status ? before.since : undefined;
  if (sinceSec === undefined) {
    // HAProxy does not say: it was seen, or it is not known
    if (before === undefined || before.status === status) return known;
    return new Date(at).toISOString();
  }
  const sinceMs = (Math.floor(at / MS_PER_SEC) - sinceSec) * MS_PER_SEC;
  if (known !== undefined && Math.abs(Date.parse(known) - sinceMs) <= SAME_MS) return known;
  return new Date(sinceMs).toISOString();
}

function steadyMs(now: number | undefined, before: number | undefined): number | undefined {
  if (now === undefined || before === undefined) return now;
  const moved = Math.abs(now - before);
  return moved < MOVED_MS || moved < before / 2 ? before : now;
}
