import type { ChangedName } from "@haproxy-mcp/load-balancer";
import { formatEndpoint } from "@haproxy-mcp/validation";
import { z } from "zod";

/** What an import does to one domain. */
export const nameChangeOutput = z.looseObject({
  domain: z.string(),
  change: z.enum(["added", "changed", "removed"]),
  details: z.string().describe("Its pool and slots, in words"),
});

/** Why a name that the document lacks changes. */
const SHARED = "not in the document, shares a pool with names that are";

export function toNameChange({
  domain,
  from,
  to,
  slots,
  isBeside,
}: ChangedName): z.input<typeof nameChangeOutput> {
  const change = from === undefined ? "added" : to === undefined ? "removed" : "changed";
  const details = [
    ...(isBeside && change === "changed" ? [SHARED] : []),
    ...describeRoute(from, to),
    ...slots.map(describeSlot),
  ];
  return { domain, change, details: details.join(", ") };
}

function describeRoute(from: string | undefined, to: string | undefined): readonly string[] {
  if (from === to) return [];
  if (to === undefined) return [`from ${from}`];
  return [from === undefined ? `on ${to}` : `from ${from} to ${to}`];
}

type Slot = ChangedName["slots"][number];

function describeSlot({ slot, before, after }: Slot): string {
  if (after === undefined) return `slot ${slot} ${before && describeServer(before)} removed`;
  const is = describeServer(after);
  return before === undefined ? `slot ${slot} ${is}` : `slot ${slot} from ${describeServer(before)} to ${is}`;
}

/** With weight and state unless they are 1 and ready. */
function describeServer({ ip, port, weight, state }: NonNullable<Slot["after"]>): string {
  return [
    formatEndpoint(ip, port),
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(state === "ready" ? [] : [state === "drain" ? "draining" : "in maintenance"]),
  ].join(" ");
}
