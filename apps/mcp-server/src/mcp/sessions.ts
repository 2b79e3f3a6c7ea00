import { randomUUID } from "node:crypto";
import {
  isInitializeRequest,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport as SessionTransport,
} from "@modelcontextprotocol/server";

/** Most sessions at once; a new one replaces the one unused for longest. */
const MAX_SESSIONS = 256;
/** A session unused for this long is closed when the next one begins. */
const IDLE_MS = 30 * 60_000;

interface Session {
  readonly transport: SessionTransport;
  readonly close: () => Promise<void>;
  usedAt: number;
}

export interface Sessions {
  fetch(request: Request): Promise<Response>;
  close(): Promise<void>;
}

/**
 * Serves clients of protocol versions before 2026-07-28, each in its own session, so that a cancellation reaches the right
 * call. An unknown session gets 404, on which the client begins a new one.
 */
export function createSessions(factory: McpServerFactory): Sessions {
  const sessions = new Map<string, Session>();

  const begin = async (request: Request): Promise<Response> => {
    const parsedBody = await bodyOf(request);
    if (!isInitializeRequest(parsedBody)) {
      return rpcError(400, -32000, "the Mcp-Session-Id header is missing; begin with an initialize request");
    }
    await makeRoom();
    const server = await factory({ era: "legacy", requestInfo: request });
    const transport = new SessionTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        sessions.set(id, { transport, close: () => server.close(), usedAt: Date.now() });
      },
      onsessionclosed: (id) => {
        sessions.delete(id);
      },
    });
    await server.connect(transport);
    return transport.handleRequest(request, { parsedBody });
  };

  const makeRoom = async (): Promise<void> => {
    const byAge = [...sessions].sort(([, one], [, other]) => one.usedAt - other.usedAt);
    const deadline = Date.now() - IDLE_MS;
    const surplus = sessions.size - MAX_SESSIONS + 1;
    await end(byAge.filter(([, { usedAt }], i) => i < surplus || usedAt < deadline).map(([id]) => id));
  };

  const end = async (ids: readonly string[]): Promise<void> => {
    const ending = ids.flatMap((id) => sessions.get(id) ?? []);
    for (const id of ids) sessions.delete(id);
    await Promise.all(ending.map((session) => session.close()));
  };

  return {
    async fetch(request) {
      const id = request.headers.get("mcp-session-id");
      if (id === null) return begin(request);
      const session = sessions.get(id);
      if (session === undefined) return rpcError(404, -32001, "Session not found");
      session.usedAt = Date.now();
      return session.transport.handleRequest(request);
    },
    close: () => end([...sessions.keys()]),
  };
}

/** Leaves the request's body readable. */
async function bodyOf(request: Request): Promise<unknown> {
  if (request.method !== "POST") return undefined;
  return request
    .clone()
    .json()
    .catch(() => undefined);
}

function rpcError(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: "2.0", error: { code, message }, id: null }, { status });
}
