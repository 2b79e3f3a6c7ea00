import type { Role } from "./role.js";
import { startedBy } from "./started-by.js";

/** Who makes a call, for what it may do and for the history. */
export interface Caller {
  /** The name of its token; without one, its address; `local:<user>` on stdio and the command line; `system` for this server itself. */
  readonly name: string;
  readonly role: Role;
  readonly way: "MCP" | "command line" | "page" | "system";
  /** As the client reports itself, not verified: `claude-code 2.1.0`. */
  readonly client?: string | undefined;
  /** As judged from its connection and a trusted proxy's headers. */
  readonly address?: string | undefined;
}

/** This server itself. */
export const SYSTEM: Caller = { name: "system", role: "admin", way: "system" };

/** Whoever edits the files or HAProxy beside this server: what is found is recorded as done by it. */
export const OUTSIDE: Caller = { name: "outside", role: "admin", way: "system" };

/** A user of this machine, who started this program. */
export function localCaller(way: Caller["way"], role: Role = "admin"): Caller {
  return { name: `local:${startedBy()}`, role, way };
}

/** Whether two callers are one, wherever they call from: what one began, the other may continue. */
export function isSameCaller(one: Caller, other: Caller): boolean {
  return one.name === other.name && one.role === other.role && one.way === other.way;
}
