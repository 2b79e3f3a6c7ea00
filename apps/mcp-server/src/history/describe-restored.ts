import { describeDifference, type Restored } from "@haproxy-mcp/load-balancer";

/** What a comparison of HAProxy with the files changed, in words. */
export function describeRestored(released: Restored["released"], applied: Restored["applied"]): string[] {
  return [
    ...released.map((name) => `${name} was deleted from domains.map by hand`),
    ...applied.map((difference) => `repaired: ${describeDifference(difference)}`),
  ];
}
