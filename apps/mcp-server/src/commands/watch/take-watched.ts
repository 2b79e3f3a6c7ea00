import { getServerHealth } from "../../tools/catalog/health/get-server-health.js";
import { history } from "../../tools/catalog/history/history.js";
import { getConnections } from "../../tools/catalog/monitoring/get-connections.js";
import { ToolCallError } from "../callers/tool-call-error.js";
import type { ToolCaller } from "../callers/tool-caller.js";
import { EXIT, exitCodeOf } from "../exit-codes.js";
import { type Ask, createAsk } from "../live/ask.js";
import type { WatchedChange, WatchedServer } from "./events.js";

export interface Watched {
  readonly servers: readonly WatchedServer[];
  /** The newest first. */
  readonly changes: readonly WatchedChange[];
}

/** By the clock of the server that is asked. */
const SINCE = "1h";
const MOST_CHANGES = 50;

/** Reads what is watched. A remote server may not show its history: then there are no changes, and it is not asked again. */
export function createTaking(onNoHistory: (why: string) => void) {
  let hasHistory = true;
  const takeChanges = async (ask: Ask): Promise<readonly WatchedChange[]> => {
    if (!hasHistory) return [];
    try {
      return (await ask(history, undefined, { since: SINCE, limit: MOST_CHANGES })).entries;
    } catch (error) {
      const code = error instanceof ToolCallError ? exitCodeOf(error) : undefined;
      if (code !== EXIT.usage && code !== EXIT.notAllowed) throw error;
      hasHistory = false;
      onNoHistory((error as Error).message);
      return [];
    }
  };
  return async (caller: ToolCaller, signal: AbortSignal): Promise<Watched> => {
    const ask = createAsk(caller, signal);
    const { servers } = await ask(getServerHealth, "servers");
    const draining = servers.filter(({ status }) => status === "DRAIN");
    if (draining.length === 0) return { servers, changes: await takeChanges(ask) };
    // of one domain if it is the only one, as it mostly is
    const [domain] = draining[0]?.domains ?? [];
    const isOne = draining.every(({ domains }) => domains[0] === domain);
    const counted = await ask(getConnections, "servers", isOne ? { domain } : {});
    const sessions = new Map(counted.servers.map(({ name, current }) => [name, current]));
    return {
      servers: servers.map((server) =>
        server.status === "DRAIN" ? { ...server, sessions: sessions.get(server.name) } : server,
      ),
      changes: await takeChanges(ask),
    };
  };
}
