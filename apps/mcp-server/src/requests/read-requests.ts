import {
  type FollowGap,
  type RuntimeApiClient,
  showEventSinks,
  showEvents,
  unwrapAll,
} from "@haproxy-mcp/runtime-api-client";
import { NoAccessLogError } from "./no-access-log-error.js";

/** Where the configuration of `haproxy-mcp config` keeps the last requests (section `ring access`). */
const RING = "access";

/**
 * The requests that HAProxy's memory has, the oldest first.
 *
 * @throws NoAccessLogError; RuntimeApiError
 */
export async function readRequests(
  runtime: RuntimeApiClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const [sinks] = unwrapAll(await runtime.batch([showEventSinks()], { signal }));
  if (sinks.some(({ name }) => name === RING)) return runtime.execute(showEvents(RING), { signal });
  throw new NoAccessLogError(
    `HAProxy at ${runtime.target} keeps no requests: its configuration has no section "ring ${RING}". Nothing was changed. ` +
      "Set HAPROXY_ACCESS_LOG to ring or stdout, write haproxy.cfg again as haproxy-mcp config prints it, and reload HAProxy; " +
      `or add that section, and "log ring@${RING} format raw local0 info" where requests are to be kept.`,
  );
}

/**
 * Requests after those, as they occur, also those of new workers after a reload.
 *
 * @throws RuntimeApiError
 */
export async function* followRequests(
  runtime: RuntimeApiClient,
  known: readonly string[],
  { signal, onGap }: { readonly signal: AbortSignal; readonly onGap: (gap: FollowGap) => void },
): AsyncGenerator<string, void, undefined> {
  // all that the ring has once more, so that nothing is missing between both
  const left = new Map<string, number>();
  for (const text of known) left.set(text, (left.get(text) ?? 0) + 1);
  const passGap = (gap: FollowGap) => {
    left.clear();
    onGap(gap);
  };
  for await (const text of runtime.follow(RING, { past: true, onGap: passGap, signal })) {
    const count = left.get(text) ?? 0;
    if (count > 0) left.set(text, count - 1);
    else {
      left.clear();
      yield text;
    }
  }
}
