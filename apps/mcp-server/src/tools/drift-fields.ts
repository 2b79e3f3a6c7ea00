import { type Difference, type Drift, describeDifference } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { describeFinding } from "../checks/finding.js";
import { describeOrphan, uncertainFindings } from "../checks/uncertain.js";
import { countOf } from "../program/count-of.js";
import { boundedTexts } from "./bounded-list.js";

/** Differences between the files and HAProxy: their count, and the first of them as text. */
export const differencesOutput = z.looseObject({
  count: z.number().int(),
  first: z.array(z.string()),
});

export function toDifferences(differences: readonly Difference[]): z.input<typeof differencesOutput> {
  return { count: differences.length, first: boundedTexts(differences.map(describeDifference)) };
}

/** What a restore did: nothing, where HAProxy or the running server was first, as after a reload. */
export function describeOutcome(repaired: number, remaining: number): string {
  if (repaired + remaining === 0) return "HAProxy matches the files";
  return `${countOf(repaired, "difference")} repaired, ${remaining} left`;
}

export const uncertainOutput = z
  .array(z.string())
  .describe("Lines left unchanged, each with what runs now, what a reload does, and the edit that fixes it");

export function toUncertain(uncertain: Drift["uncertain"]): string[] {
  return uncertainFindings(uncertain).map(describeFinding);
}

export const orphansOutput = z
  .array(z.string())
  .describe("Names that are only in servers.json, and since when; they have no effect");

export function toOrphans(orphans: Drift["orphans"]): string[] {
  return boundedTexts(orphans.map(describeOrphan));
}
