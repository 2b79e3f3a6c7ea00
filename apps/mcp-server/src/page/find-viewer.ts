import type { Caller } from "../access/caller.js";
import type { FoundToken } from "../access/find-token.js";
import type { AccessRules } from "../mcp/access.js";
import { plainAddress } from "../mcp/networks.js";
import { insideTest, isFromHere } from "../mcp/source.js";
import { readCookie } from "./cookie.js";
import type { PageRequest } from "./page-request.js";
import type { PageSessions } from "./sessions.js";
import type { Viewer } from "./viewer.js";

export interface FindViewerOptions {
  readonly access: Omit<AccessRules, "allowedHosts">;
  readonly sessions: PageSessions;
  /** Whether a request that came to localhost itself needs no token. */
  readonly opensHere: boolean;
  /** The caller, with what this server leaves of its role. */
  limited(caller: Caller): Caller;
}

/** Finds who sends a request: by its session, otherwise by where it came from. `undefined`: someone who must sign in. */
export type FindViewer = (request: PageRequest) => Promise<Viewer | undefined>;

export function createFindViewer({ access, sessions, opensHere, limited }: FindViewerOptions): FindViewer {
  const isInside = insideTest(access);

  /** Of a session that has not ended, with a token that is still valid. */
  const holderOf = async (id: string): Promise<FoundToken | undefined> => {
    const session = sessions.find(id);
    if (session === undefined) return undefined;
    const find = await access.tokens();
    const found = find?.(session.tokenDigest);
    return found?.hasExpired === true ? undefined : found;
  };

  return async ({ source, client, isEncrypted }) => {
    const address = plainAddress(client);
    for (const id of readCookie(source.headers, isEncrypted)) {
      const holder = await holderOf(id);
      if (holder === undefined) continue;
      const caller = limited({ name: holder.name, role: holder.role, way: "page", address });
      const isSignedIn = async () => {
        const now = await holderOf(id);
        return now?.name === holder.name && now.role === holder.role;
      };
      return { caller, isOpen: false, isSignedIn };
    }
    if (!opensHere || !isFromHere(source) || !isInside(source)) return undefined;
    const caller = limited({ name: address, role: access.trustedRole, way: "page", address });
    return { caller, isOpen: true, isSignedIn: async () => true };
  };
}
