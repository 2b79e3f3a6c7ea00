import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Recorded } from "./journal.js";

/**
 * Names whose records a change of ours may have left in servers.json when it crashed; `undefined` where none crashed.
 * A change crashed if it began and neither its writer nor the revision of the files shows how it ended. A name of these
 * is cleared only while it has no line, and a crash also leaves second copies of servers on their way to another name.
 */
export function crashLeftovers({ last }: Recorded, revision: string): readonly DomainPattern[] | undefined {
  if (last === undefined) return undefined;
  const { entry, tookEffect } = last;
  const { before, after, leftovers, pools } = entry;
  if (tookEffect === true || revision === after) return undefined;
  if (tookEffect === false || revision === before) return leftovers.length > 0 ? leftovers : undefined;
  return [...leftovers, ...[...pools.values()].flatMap(({ entered, gone }) => [...entered, ...gone])];
}
