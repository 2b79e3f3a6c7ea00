import { userInfo } from "node:os";

/** What a caller may do: `read` changes nothing, `operate` changes domains and servers, `admin` does everything. */
export const ROLES = ["read", "operate", "admin"] as const;
export type Role = (typeof ROLES)[number];

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

/** A user of this machine: whoever can run this program can do what it does. */
export function localCaller(way: Caller["way"]): Caller {
  return { name: `local:${userInfo().username}`, role: "admin", way };
}
