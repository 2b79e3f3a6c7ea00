import { type Difference, describeDifference } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { boundedTexts } from "./bounded-list.js";

/** How many differences between files and HAProxy, and the first of them in words. */
export const differencesOutput = z.looseObject({
  count: z.number().int(),
  first: z.array(z.string()),
});

export function toDifferences(differences: readonly Difference[]): z.input<typeof differencesOutput> {
  return { count: differences.length, first: boundedTexts(differences.map(describeDifference)) };
}
