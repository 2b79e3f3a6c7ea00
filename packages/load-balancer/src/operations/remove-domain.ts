import { parseDomainPattern } from "@haproxy-mcp/validation";
import type { LoadBalancerOptions, OperationOptions } from "../context.js";
import { planRemoveDomain, type RemovedDomain } from "../plans/remove-domain.js";
import { change } from "./change.js";

/** Stops routing a domain; empties its pool when no other name uses it. */
export async function removeDomain(
  context: LoadBalancerOptions,
  input: { readonly domain: string },
  options: OperationOptions = {},
): Promise<RemovedDomain> {
  const domain = parseDomainPattern(input.domain);
  return change(context, (state) => planRemoveDomain(state, domain), options);
}
