import { messageOf } from "@haproxy-mcp/durable-files";
import type { DesiredState, StateProblem } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { namesIn } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import type { Difference } from "../node/difference.js";
import type { Settlement } from "../node/settle.js";
import type { OperationOptions } from "../options.js";
import { assertNotTooSmall } from "../too-small.js";

export interface Restored {
  /** Names whose servers were taken out of `servers.json`, since a crash left them without a domain. */
  readonly clearedOrphans: readonly DomainPattern[];
  /** What HAProxy had otherwise, and has right now. */
  readonly applied: readonly Difference[];
  /** What HAProxy still has otherwise, such as a server in a pool that it does not have. */
  readonly remaining: readonly Difference[];
  /** HAProxy's refusals, in its words. */
  readonly refusals: readonly string[];
  /** Lines and records of the files that could not be understood, and were kept. */
  readonly problems: readonly StateProblem[];
}

/**
 * Makes HAProxy match the files, all of it, and writes `servers.state`. What HAProxy refuses does not stop the
 * rest.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`, `STATE_TOO_SMALL`,
 *   `OUTCOME_UNKNOWN`
 */
export async function restore(context: Context, options: OperationOptions = {}): Promise<Restored> {
  const node = await context.node.reach(options);
  let outcome: (Settlement & { readonly problems: readonly StateProblem[] }) | undefined;
  const { result: clearedOrphans = [] } = await context.store.update(
    ({ state, orphans }) => {
      assertNotTooSmall(orphans.length, namesIn(state), "domains in servers.json are not in domains.map");
      return { state, discard: orphans, result: orphans };
    },
    {
      ...options,
      confirm: async ({ after: { state, problems } }) => {
        const approve = (found: readonly Difference[]) => assertNothingLost(state, found);
        const settlement = await node.settle(state, "all", { ...options, approve }).catch(notSettled);
        context.changes.settled();
        outcome = { ...settlement, problems };
      },
    },
  );
  if (outcome === undefined) throw new Error("the store committed without asking for confirmation");
  const { refusals, ...rest } = outcome;
  return { clearedOrphans, ...rest, refusals: refusals.map(({ message }) => message) };
}

function assertNothingLost(state: DesiredState, found: readonly Difference[]): void {
  const deleted = found.filter(({ desired }) => desired === undefined);
  const names = deleted.filter(({ kind }) => kind === "map").length;
  assertNotTooSmall(
    names,
    namesIn(state) + state.foreign.size,
    "names that HAProxy routes are not in domains.map",
  );
  const emptied = new Set(
    deleted.flatMap((difference) => (difference.kind === "server" ? difference.pool : [])),
  );
  const kept = [...state.pools.values()].filter(({ servers }) => servers.size > 0).length;
  assertNotTooSmall(emptied.size, kept, "pools have servers in HAProxy that are not in servers.json");
}

function notSettled(error: unknown): never {
  if (LoadBalancerError.isInstance(error)) throw error;
  throw new LoadBalancerError("OUTCOME_UNKNOWN", messageOf(error), { cause: error });
}
