import type { ServerList } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { boundedTexts } from "./bounded-list.js";

const sharedWithField = z.array(z.string()).optional().describe("Other domains on this pool");

/** Which domains a result is about. */
export const placeShape = { domain: z.string(), pool: z.string(), shared_with: sharedWithField };

/** Absent for a domain that has its pool alone. */
function toSharedWith(domains: ServerList["sharedWith"]): string[] | undefined {
  return domains.length === 0 ? undefined : boundedTexts(domains);
}

export function toPlace({ domain, pool, sharedWith }: Pick<ServerList, "domain" | "pool" | "sharedWith">) {
  return { domain, pool, shared_with: toSharedWith(sharedWith) };
}

/** `a.example.com (pool shared with b.example.com)` */
export function describeDomains({
  domain,
  shared_with,
}: Pick<z.input<z.ZodObject<typeof placeShape>>, "domain" | "shared_with">): string {
  return shared_with === undefined ? domain : `${domain} (pool shared with ${shared_with.join(", ")})`;
}
