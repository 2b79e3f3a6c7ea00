import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { Context } from "../context.js";
import { planRemoveDomain, type RemovedDomain } from "../plans/remove-domain.js";
import { type Aftermath, withAftermath } from "./aftermath.js";
import { type DrainFirst, drainFirst } from "./drain-first.js";
import type { WaitDrainOptions } from "./wait-drain.js";

/** The domain to remove, and how long to drain its servers first. */
export interface RemoveDomainInput extends DrainFirst {
  readonly domain: string;
}

/** See `Changes.removeDomain`. */
export async function removeDomain(
  context: Context,
  input: RemoveDomainInput,
  options: WaitDrainOptions = {},
): Promise<RemovedDomain & Pick<Aftermath, "sessions">> {
  const domain = parseDomainPattern(input.domain);
  await drainFirst(context, { domain, slot: undefined }, input, options);
  const removed = await context.changes.make((ground) => planRemoveDomain(ground, domain), options);
  const { pool } = removed;
  if (pool === undefined) return removed;
  const { sessions } = await withAftermath(context, { pool }, removed.removedServers, options);
  return { ...removed, sessions };
}
