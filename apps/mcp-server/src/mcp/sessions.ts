import { randomUUID } from "node:crypto";
import {
  isInitializeRequest,
  type McpServerFactory,
  WebStandardStreamableHTTPServerTransport as SessionTransport,
} from "@modelcontextprotocol/server";

const DEFAULT_MAX_SESSIONS = 256;
const DEFAULT_IDLE_MS = 30 * 60_000;

export interface SessionsOptions {
  /** Most sessions at once; the one unused for longest gives way to a new one. Default: 256. */
  readonly maxSessions?: number;
  /** A session unused for so long is closed when the next one begins. Default: 30 minutes. */
  readonly idleMs?: number;
  readonly now?: () => number;
}

interface Session {
  readonly transport: SessionTransport;
  readonly close: () => Promise<void>;
  usedAt: number;
}

/**
 * Serves clients of the protocol versions before 2026-07-28, each in a session of its own: only so does their
 * cancellation reach the call it means. An unknown session is answered 404, on which a client begins a new one.
 */
export class Sessions {
  readonly #factory: McpServerFactory;
  readonly #maxSessions: number;
  readonly #idleMs: number;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();

  constructor(
    factory: McpServerFactory,
    { maxSessions = DEFAULT_MAX_SESSIONS, idleMs = DEFAULT_IDLE_MS, now = Date.now }: SessionsOptions = {},
  ) {
    this.#factory = factory;
    this.#maxSessions = maxSessions;
    this.#idleMs = idleMs;
    this.#now = now;
  }

  get size(): number {
    return this.#sessions.size;
  }

  async fetch(request: Request): Promise<Response> {
    const id = request.headers.get("mcp-session-id");
    if (id === null) return this.#begin(request);
    const session = this.#sessions.get(id);
    if (session === undefined) return rpcError(404, -32001, "Session not found");
    session.usedAt = this.#now();
    return session.transport.handleRequest(request);
  }

  async close(): Promise<void> {
    await this.#end([...this.#sessions.keys()]);
  }

  async #begin(request: Request): Promise<Response> {
    const parsedBody = await bodyOf(request);
    if (!isInitializeRequest(parsedBody)) {
      return rpcError(400, -32000, "the Mcp-Session-Id header is missing; begin with an initialize request");
    }
    await this.#makeRoom();
    const server = await this.#factory({ era: "legacy", requestInfo: request });
    const transport = new SessionTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, { transport, close: () => server.close(), usedAt: this.#now() });
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id);
      },
    });
    await server.connect(transport);
    return transport.handleRequest(request, { parsedBody });
  }

  async #makeRoom(): Promise<void> {
    const byAge = [...this.#sessions].sort(([, one], [, other]) => one.usedAt - other.usedAt);
    const deadline = this.#now() - this.#idleMs;
    const surplus = this.#sessions.size - this.#maxSessions + 1;
    await this.#end(byAge.filter(([, { usedAt }], i) => i < surplus || usedAt < deadline).map(([id]) => id));
  }

  async #end(ids: readonly string[]): Promise<void> {
    const sessions = ids.flatMap((id) => this.#sessions.get(id) ?? []);
    for (const id of ids) this.#sessions.delete(id);
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** The request's body stays readable. */
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
