import type { DesiredState, StateProblem } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Context, OperationOptions } from "../context.js";
import { serversByPool } from "../desired-state.js";
import { LoadBalancerError } from "../errors.js";
import { planClearOrphans } from "../plans/clear-orphans.js";
import type { Difference } from "../runtime/difference.js";
import { findMap } from "../runtime/find-map.js";
import { type Settlement, settle } from "../runtime/settle.js";
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
  const mapId = await findMap(context, options);
  let outcome: (Settlement & { readonly problems: readonly StateProblem[] }) | undefined;
  const { result: clearedOrphans } = await context.store.update(({ state }) => planClearOrphans(state), {
    ...options,
    confirm: async ({ after }) => {
      const settlement = await settle(context, mapId, after.state, "all", {
        ...options,
        approve: (found) => assertNothingLost(after.state, found),
      }).catch(notSettled);
      context.changes.settled();
      outcome = { ...settlement, problems: after.problems };
    },
  });
  if (outcome === undefined) throw new Error("the store committed without asking for confirmation");
  const { refusals, ...rest } = outcome;
  return { clearedOrphans, ...rest, refusals: refusals.map(({ message }) => message) };
}

function assertNothingLost(state: DesiredState, found: readonly Difference[]): void {
  const deleted = found.filter(({ desired }) => desired === undefined);
  const names = deleted.filter(({ kind }) => kind === "map").length;
  assertNotTooSmall(
    names,
    state.domains.size + state.foreign.size,
    "names that HAProxy routes are not in domains.map",
  );
  const emptied = new Set(
    deleted.flatMap((difference) => (difference.kind === "server" ? difference.pool : [])),
  );
  const kept = [...serversByPool(state).values()].filter(({ size }) => size > 0).length;
  assertNotTooSmall(emptied.size, kept, "pools have servers in HAProxy that are not in servers.json");
}

function notSettled(error: unknown): never {
  if (LoadBalancerError.isInstance(error)) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new LoadBalancerError("OUTCOME_UNKNOWN", reason, { cause: error });
}
