import { poolNumber } from "@haproxy-mcp/pool-allocator";
import {
  type DomainPattern,
  parse,
  type ServerState,
  serverStateSchema,
  ValidationError,
} from "@haproxy-mcp/validation";
import { assertServersAreCertain } from "../certainty/certain.js";
import type { Context } from "../context.js";
import { isSameServer, poolAt, withServer } from "../desired-state.js";
import { configuredServers } from "../monitoring/configured-servers.js";
import { isHealthy } from "../monitoring/health-status.js";
import { healthOf, type ServerHealth } from "../monitoring/server-health.js";
import { type ServerSelector, selectorOf } from "../monitoring/server-selector.js";
import type { OperationOptions } from "../options.js";
import type { Ground } from "../plans/ground.js";
import type { Plan } from "../plans/plan.js";

export interface SetServersStateInput extends ServerSelector {
  readonly state: string;
}

export interface SetServersState {
  /** The selected servers, as they were. */
  readonly servers: readonly ServerHealth[];
  readonly state: ServerState;
  /** Names with no other server that is checked healthy or takes traffic unchecked; none for `ready`. */
  readonly withoutHealthy: readonly DomainPattern[];
}

/**
 * Sets the state of all selected servers, in any domain, all or none.
 *
 * @throws ValidationError where nothing is selected by; LoadBalancerError, StoreError
 */
export async function setServersState(
  context: Context,
  { state, ...selector }: SetServersStateInput,
  options: OperationOptions = {},
): Promise<SetServersState> {
  const to = parse(serverStateSchema, state, "state");
  if (selector.address === undefined && selector.domain === undefined && selector.status === undefined) {
    throw new ValidationError("INVALID_INPUT", "address", "name an address, a domain or a status");
  }
  const isSelected = selectorOf(selector);
  const snapshot = await context.store.read(options);
  const all = await healthOf(context, configuredServers(snapshot, undefined), options);
  const servers = all.filter(isSelected);
  await context.changes.make((ground) => planStates(ground, servers, to), options);
  const healthy = new Set(
    all.filter((one) => isHealthy(one.status) && !isSelected(one)).map(({ pool }) => pool),
  );
  const without = to === "ready" ? [] : servers.filter(({ pool }) => !healthy.has(pool));
  return { servers, state: to, withoutHealthy: [...new Set(without.flatMap(({ domains }) => domains))] };
}

/** A server that another client changed meanwhile is left as it is. */
function planStates(ground: Ground, servers: readonly ServerHealth[], state: ServerState): Plan<undefined> {
  let planned = ground.state;
  for (const seen of servers) {
    const { pool, slot } = seen;
    const number = poolNumber(pool);
    if (number === undefined) continue;
    assertServersAreCertain(ground, number, slot);
    const server = poolAt(planned, number).servers.get(slot);
    if (server !== undefined && isSameServer(server, seen))
      planned = withServer(planned, number, slot, { ...server, state });
  }
  return { state: planned, result: undefined };
}
