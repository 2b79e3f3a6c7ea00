import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { LoadBalancerOptions, OperationOptions } from "../context.js";
import { parseSlot } from "../inputs.js";
import type { ChangedServer } from "../plans/add-server.js";
import { planRemoveServer } from "../plans/remove-server.js";
import { change } from "./change.js";

export interface RemoveServerInput {
  readonly domain: string;
  readonly slot: number;
}

/** Sets a server to maintenance, then empties its slot. Gives the server that was there. */
export async function removeServer(
  context: LoadBalancerOptions,
  { domain, slot }: RemoveServerInput,
  options: OperationOptions = {},
): Promise<ChangedServer> {
  const wanted = { domain: parseDomainPattern(domain), slot: parseSlot(slot) };
  return change(context, (state) => planRemoveServer(state, context.pools, wanted), options);
}
