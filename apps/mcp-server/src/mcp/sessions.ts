import { randomUUID } from "node:crypto";
import {
  isInitializeRequest,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport as SessionTransport,
} from "@modelcontextprotocol/server";
import { toAuthInfo } from "../access/auth-info.js";
import { type Caller, isSameCaller } from "../access/caller.js";
import { createRequestIds, type RequestIds, requestsIn } from "./request-ids.js";
import { rpcError } from "./rpc-error.js";
import { type SessionLimits, type SessionUse, sessionsToEnd } from "./session-room.js";

interface Session extends SessionUse {
  readonly id: string;
  readonly transport: SessionTransport;
  readonly close: () => Promise<void>;
  readonly ids: RequestIds;
  /** Who began it: to others it is unknown. */
  readonly caller: Caller;
  isWatched: boolean;
  usedAtMs: number;
}

interface SessionRequest {
  readonly request: Request;
  /** The request's body; `undefined` if it is no JSON. */
  readonly body: unknown;
  /** Address of the client. */
  readonly client: string;
  readonly caller: Caller;
}

export interface SessionsLimits extends SessionLimits {
  /** In progress, also those whose client has disconnected. One client gets at most half of them. */
  readonly requests: number;
}

export interface Sessions {
  fetch(request: SessionRequest): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Serves clients of protocol versions before 2026-07-28, each in its own session, so that a cancellation reaches the right
 * call. An unknown session gets 404, on which the client begins a new one.
 */
export function createSessions(factory: McpServerFactory, limits: SessionsLimits): Sessions {
  const sessions = new Map<string, Session>();

  const begin = async ({ request, body, client, caller }: SessionRequest): Promise<Response> => {
    // also GET: to a client that looks for a stream before its session, 405 means that there is none
    if (request.method !== "POST")
      return rpcError(405, "without a session, only POST is allowed", { headers: { allow: "POST" } });
    if (!isInitializeRequest(body))
      return rpcError(400, "the Mcp-Session-Id header is missing; begin with an initialize request");
    if (!(await makeRoom(client)))
      return rpcError(503, "every session has a request in progress; try again", {
        headers: { "retry-after": "1" },
      });
    const authInfo = toAuthInfo(caller);
    const server = await factory({ era: "legacy", requestInfo: request, authInfo });
    const ids = createRequestIds();
    const transport = new SessionTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        sessions.set(id, {
          id,
          transport,
          close: () => server.close(),
          client,
          caller,
          ids,
          get isBusy() {
            return ids.count > 0;
          },
          isWatched: false,
          usedAtMs: Date.now(),
        });
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    ids.follow(transport);
    await server.connect(transport);
    return transport.handleRequest(request, { authInfo, parsedBody: body });
  };

  /** Whether one more session of the client fits, after others ended. */
  const makeRoom = async (client: string): Promise<boolean> => {
    const ending = sessionsToEnd([...sessions.values()], client, limits, Date.now());
    for (const { id } of ending ?? []) sessions.delete(id);
    await Promise.all((ending ?? []).map((session) => session.close()));
    return ending !== undefined;
  };

  /** Whether so many more requests of the client would be too many. */
  const areTooMany = (count: number, client: string): boolean => {
    const all = [...sessions.values()];
    const own = all.filter((session) => session.client === client);
    return (
      count > 0 &&
      (requestsOf(all) + count > limits.requests || requestsOf(own) + count > limits.requests / 2)
    );
  };

  return {
    async fetch(given) {
      const { request, body, caller } = given;
      const id = request.headers.get("mcp-session-id");
      if (id === null) return begin(given);
      const session = sessions.get(id);
      if (session === undefined || !isSameCaller(session.caller, caller))
        return rpcError(404, "Session not found", { code: -32001 });
      session.usedAtMs = Date.now();
      const taken = session.ids.taken(body);
      if (taken !== undefined)
        return rpcError(400, `request id ${JSON.stringify(taken)} is in use by a request in progress`, {
          code: -32600,
          id: taken,
        });
      if (areTooMany(requestsIn(body).length, session.client))
        return rpcError(503, "too many requests at once", { headers: { "retry-after": "1" } });
      const response = await session.transport.handleRequest(request, {
        authInfo: toAuthInfo(caller),
        parsedBody: body,
      });
      if (request.method === "GET" && response.ok) watch(session, request.signal);
      return response;
    },
    async close() {
      const ending = [...sessions.values()];
      sessions.clear();
      await Promise.all(ending.map((session) => session.close()));
    },
  };
}

function requestsOf(sessions: readonly Session[]): number {
  return sessions.reduce((sum, { ids }) => sum + ids.count, 0);
}

/** A session has one stream at a time: a client that has disconnected may open the next one at once. */
function watch(session: Session, disconnected: AbortSignal): void {
  session.isWatched = true;
  disconnected.addEventListener("abort", () => {
    session.transport.closeStandaloneSSEStream();
    session.isWatched = false;
    session.usedAtMs = Date.now();
  });
}
