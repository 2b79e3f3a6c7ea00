import type { ChangedName } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { describeSlot } from "../tools/plan-fields.js";

/** What an import does to one domain. */
export const nameChangeOutput = z.looseObject({
  domain: z.string(),
  change: z.enum(["added", "changed", "removed"]),
  details: z.string().describe("Its pool and slots, in words"),
});

export function toNameChange({ domain, from, to, slots }: ChangedName): z.input<typeof nameChangeOutput> {
  const change = from === undefined ? "added" : to === undefined ? "removed" : "changed";
  return { domain, change, details: [...describeRoute(from, to), ...slots.map(describeSlot)].join("; ") };
}

function describeRoute(from: string | undefined, to: string | undefined): readonly string[] {
  if (from === to) return [];
  if (to === undefined) return [`no longer on ${from}`];
  return [from === undefined ? `on ${to}` : `on ${to}, no longer on ${from}`];
}
