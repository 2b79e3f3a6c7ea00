import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { parseSlot } from "../inputs.js";
import type { ChangedServer } from "../plans/add-server.js";
import { planRemoveServer } from "../plans/remove-server.js";
import { type Aftermath, withAftermath } from "./aftermath.js";
import { type DrainFirst, drainFirst } from "./drain-first.js";
import type { WaitDrainOptions } from "./wait-drain.js";

/** The server to remove, by its slot from 1, and how long to drain it first. */
export interface RemoveServerInput extends DrainFirst {
  readonly domain: string;
  readonly slot: number;
}

/** See `Changes.removeServer`. */
export async function removeServer(
  context: Context,
  { domain, slot, ...drain }: RemoveServerInput,
  options: WaitDrainOptions = {},
): Promise<ChangedServer & Aftermath> {
  const wanted = { domain: parseDomainPattern(domain), slot: parseSlot(slot) };
  await drainFirst(context, wanted, drain, options);
  const removed = await context.changes.make(
    (ground) => planRemoveServer(ground, context.pools, wanted),
    options,
  );
  return withAftermath(context, removed, [removed.server], options);
}
