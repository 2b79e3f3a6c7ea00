import { randomUUID } from "node:crypto";
import {
  isInitializeRequest,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport as SessionTransport,
} from "@modelcontextprotocol/server";
import { createRequestIds, type RequestIds } from "./request-ids.js";
import { rpcError } from "./rpc-error.js";

/** A session unused for this long is closed when the next one begins. */
const IDLE_MS = 30 * 60_000;

interface Session {
  readonly transport: SessionTransport;
  readonly close: () => Promise<void>;
  /** Address of the client that began it. */
  readonly client: string;
  readonly ids: RequestIds;
  usedAt: number;
}

interface SessionRequest {
  readonly request: Request;
  /** The request's body; `undefined` if it is no JSON. */
  readonly body: unknown;
  /** Address of the client. */
  readonly client: string;
}

export interface Sessions {
  fetch(request: SessionRequest): Promise<Response>;
  close(): Promise<void>;
}

export interface SessionsOptions {
  readonly factory: McpServerFactory;
  /** Most sessions at once. */
  readonly max: number;
  /** Most sessions of one client. */
  readonly maxPerClient: number;
}

/**
 * Serves clients of protocol versions before 2026-07-28, each in its own session, so that a cancellation reaches the right
 * call. An unknown session gets 404, on which the client begins a new one. A new session replaces the one unused for longest, never
 * one with a request in progress.
 */
export function createSessions({ factory, max, maxPerClient }: SessionsOptions): Sessions {
  const sessions = new Map<string, Session>();

  const begin = async ({ request, body, client }: SessionRequest): Promise<Response> => {
    // also GET: to a client that looks for a stream before its session, 405 means that there is none
    if (request.method !== "POST")
      return rpcError(405, "without a session, only POST is allowed", { headers: { allow: "POST" } });
    if (!isInitializeRequest(body))
      return rpcError(400, "the Mcp-Session-Id header is missing; begin with an initialize request");
    if (!(await makeRoom(client)))
      return rpcError(503, "every session has a request in progress; try again", {
        headers: { "retry-after": "1" },
      });
    const server = await factory({ era: "legacy", requestInfo: request });
    const ids = createRequestIds();
    const transport = new SessionTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        sessions.set(id, { transport, close: () => server.close(), client, ids, usedAt: Date.now() });
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    ids.follow(transport);
    await server.connect(transport);
    return transport.handleRequest(request, { parsedBody: body });
  };

  /** Whether one more session of the client fits, after idle ones were closed. */
  const makeRoom = async (client: string): Promise<boolean> => {
    const idle = [...sessions]
      .filter(([, { ids }]) => !ids.areOpen)
      .sort(([, one], [, other]) => one.usedAt - other.usedAt);
    const deadline = Date.now() - IDLE_MS;
    const own = idle.filter(([, session]) => session.client === client);
    const ofClient = [...sessions.values()].filter((session) => session.client === client).length;
    const surplusOfClient = ofClient - maxPerClient + 1;
    const ending = new Map(idle.filter(([, { usedAt }]) => usedAt < deadline));
    for (const [id, session] of own.slice(0, Math.max(0, surplusOfClient))) ending.set(id, session);
    const surplus = sessions.size - max + 1;
    for (const [id, session] of idle) if (ending.size < surplus) ending.set(id, session);
    for (const id of ending.keys()) sessions.delete(id);
    await Promise.all([...ending.values()].map((session) => session.close()));
    return surplusOfClient <= own.length && surplus <= ending.size;
  };

  return {
    async fetch(given) {
      const { request, body } = given;
      const id = request.headers.get("mcp-session-id");
      if (id === null) return begin(given);
      const session = sessions.get(id);
      if (session === undefined) return rpcError(404, "Session not found", { code: -32001 });
      session.usedAt = Date.now();
      const taken = session.ids.taken(body);
      if (taken !== undefined)
        return rpcError(400, `request id ${JSON.stringify(taken)} is in use by a request in progress`, {
          code: -32600,
          id: taken,
        });
      return session.transport.handleRequest(request, { parsedBody: body });
    },
    async close() {
      const ending = [...sessions.values()];
      sessions.clear();
      await Promise.all(ending.map((session) => session.close()));
    },
  };
}
