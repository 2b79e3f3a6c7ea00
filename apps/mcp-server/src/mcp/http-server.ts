import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, isLegacyRequest, type McpServerFactory } from "@modelcontextprotocol/server";
import type { CollectMetrics } from "../metrics/collect-metrics.js";
import { METRICS_TYPE, renderMetrics } from "../metrics/render-metrics.js";
import type { Log } from "../program/log.js";
import { type AccessRules, accessTest } from "./access.js";
import { createSessions } from "./sessions.js";

export const MCP_PATH = "/mcp";
const METRICS_PATH = "/metrics";

const MAX_BODY_BYTES = 1 << 20;
const MAX_OPEN_REQUESTS = 512;
/** How long a call in flight may take before its connection is closed. */
const CLOSE_GRACE_MS = 5_000;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly factory: McpServerFactory;
  readonly access: AccessRules;
  readonly metrics: CollectMetrics;
  readonly log: Log;
}

/**
 * Serves MCP over streamable HTTP, in both protocol eras, and metrics to the same callers. On disposal, it accepts no new calls, waits for those in flight, and
 * closes everything.
 *
 * @throws the listen error, such as EADDRINUSE
 */
export async function startHttpServer(options: HttpServerOptions): Promise<AsyncDisposable> {
  const { host, port, factory, access, metrics, log } = options;
  const onerror = (error: Error) => log.warn(`MCP request: ${error.message}`);
  const modern = createMcpHandler(factory, { legacy: "reject", maxRequestBodySize: MAX_BODY_BYTES, onerror });
  const sessions = createSessions(factory);
  const handle = toNodeHandler(
    {
      fetch: async (request, extra) => {
        const legacy = await isLegacyRequest(request, undefined, { maxRequestBodySize: MAX_BODY_BYTES });
        return legacy ? sessions.fetch(request) : modern.fetch(request, extra);
      },
    },
    { maxRequestBodySize: MAX_BODY_BYTES, onerror },
  ) as unknown as (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  const refusalOf = accessTest(access);
  const open = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    open.add(response);
    response.once("close", () => open.delete(response));
    respond(request, response).catch((error: unknown) => {
      log.error({ err: error }, "MCP request failed");
      response.destroy();
    });
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { headers, httpVersion, socket } = request;
    const refusal = await refusalOf({ peer: socket.remoteAddress, headers, httpVersion });
    if (refusal !== undefined) return refuse(response, refusal.status, refusal.reason);
    const path = request.url?.split("?", 1)[0];
    if (path !== MCP_PATH && path !== METRICS_PATH) return refuse(response, 404, `MCP is at ${MCP_PATH}`);
    if (open.size > MAX_OPEN_REQUESTS) return refuse(response, 503, "too many requests at once");
    return path === METRICS_PATH ? sendMetrics(request, response, metrics) : handle(request, response);
  };
  server.listen({ host, port });
  await once(server, "listening");
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      await callsEnded(open, CLOSE_GRACE_MS);
      await Promise.all([modern.close(), sessions.close()]);
      server.closeAllConnections();
      await closed;
    },
  };
}

async function sendMetrics(
  { method }: IncomingMessage,
  response: ServerResponse,
  collect: CollectMetrics,
): Promise<void> {
  if (method !== "GET") return refuse(response, 405, "metrics are read with GET");
  const abort = new AbortController();
  response.once("close", () => abort.abort());
  const text = renderMetrics(await collect(abort.signal));
  response.writeHead(200, { "content-type": METRICS_TYPE });
  response.end(text);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  const headers = {
    "content-type": "application/json",
    ...(status === 401 && { "www-authenticate": "Bearer" }),
    ...(status === 405 && { allow: "GET" }),
    ...(status === 503 && { "retry-after": "1" }),
  };
  response.writeHead(status, headers);
  response.end(JSON.stringify({ jsonrpc: "2.0", error: { code: -32000, message: reason }, id: null }));
}

/** Waits for the responses to POST requests; the streams that clients hold open with GET never end by themselves. */
async function callsEnded(open: ReadonlySet<ServerResponse>, limitMs: number): Promise<void> {
  const calls = [...open].filter(({ req }) => req.method === "POST");
  await Promise.race([
    Promise.all(calls.map((response) => once(response, "close"))),
    sleep(limitMs, undefined, { ref: false }),
  ]);
}
