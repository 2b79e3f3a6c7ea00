import type { Transition } from "@haproxy-mcp/map-store";
import { differenceOf, isEmpty } from "../state-difference.js";
import type { Intend, Made } from "./waiting-change.js";

/** Writes down a change that does something: what it does itself, and the revisions that all have that share the write. */
export async function intendMade(
  intend: Intend | undefined,
  { before, after, discards }: Made,
  transition: Transition,
): Promise<void> {
  if (intend === undefined) return;
  const difference = differenceOf(before, after);
  if (isEmpty(difference) && !discards) return;
  await intend({ before: transition.before.revision, after: transition.after.revision, difference });
}
