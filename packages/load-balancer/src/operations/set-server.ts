import { parse, parseDomainPattern, serverStateSchema, weightSchema } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { parseSlot } from "../inputs.js";
import type { OperationOptions } from "../options.js";
import {
  type ChangedServers,
  planSetDomainState,
  planSetServer,
  type SetServer,
} from "../plans/set-servers.js";
import { type Aftermath, withAftermath } from "./aftermath.js";

/** The state that the server in a slot, from 1, gets. */
export interface SetServerStateInput {
  readonly domain: string;
  readonly slot: number;
  /** `ready` takes traffic, `drain` finishes what it has, `maint` takes none and is not checked. */
  readonly state: string;
}

/** The weight that the server in a slot, from 1, gets. */
export interface SetServerWeightInput {
  readonly domain: string;
  readonly slot: number;
  /** 0 to 256; 0 gives it no new connections. */
  readonly weight: number;
}

/** The state that all servers of a domain get: `ready`, `drain` or `maint`. */
export interface SetDomainStateInput {
  readonly domain: string;
  readonly state: string;
}

/** See `Changes.setServerState`. */
export async function setServerState(
  context: Context,
  { domain, slot, state }: SetServerStateInput,
  options: OperationOptions = {},
): Promise<SetServer & Aftermath> {
  const wanted = { domain: parseDomainPattern(domain), slot: parseSlot(slot) };
  const to = parse(serverStateSchema, state, "state");
  const changed = await context.changes.make(
    (ground) => planSetServer(ground, context.pools, { ...wanted, change: { state: to } }),
    options,
  );
  return withAftermath(context, changed, [changed.server], options);
}

/** See `Changes.setServerWeight`. */
export async function setServerWeight(
  context: Context,
  { domain, slot, weight }: SetServerWeightInput,
  options: OperationOptions = {},
): Promise<SetServer & Aftermath> {
  const wanted = {
    domain: parseDomainPattern(domain),
    slot: parseSlot(slot),
    change: { weight: parse(weightSchema, weight, "weight") },
  };
  const changed = await context.changes.make(
    (ground) => planSetServer(ground, context.pools, wanted),
    options,
  );
  return withAftermath(context, changed, [changed.server], options);
}

/** See `Changes.setDomainState`. */
export async function setDomainState(
  context: Context,
  { domain, state }: SetDomainStateInput,
  options: OperationOptions = {},
): Promise<ChangedServers & Aftermath> {
  const wanted = {
    domain: parseDomainPattern(domain),
    serverState: parse(serverStateSchema, state, "state"),
  };
  const changed = await context.changes.make((ground) => planSetDomainState(ground, wanted), options);
  return withAftermath(context, changed, changed.servers, options);
}
