import { describeDifference, type Restored } from "@haproxy-mcp/load-balancer";
import { patternOfMapKey } from "@haproxy-mcp/map-store";

/** What a comparison of HAProxy with the files changed. */
export function describeRestored(
  released: Restored["released"],
  applied: Restored["applied"],
): { readonly details: string[]; readonly domains: string[] } {
  const routed = applied.flatMap((one) => (one.kind === "map" ? (patternOfMapKey(one.key) ?? []) : []));
  return {
    details: [
      ...released.map((name) => `${name} was deleted from domains.map by hand`),
      ...applied.map((difference) => `repaired: ${describeDifference(difference)}`),
    ],
    domains: [...new Set([...released, ...routed])],
  };
}
