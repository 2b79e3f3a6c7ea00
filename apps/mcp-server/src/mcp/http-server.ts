import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { McpServerFactory } from "@modelcontextprotocol/server";
import type { AccessLog } from "../access/access-log.js";
import type { CollectMetrics } from "../metrics/collect-metrics.js";
import { METRICS_TYPE, renderMetrics } from "../metrics/render-metrics.js";
import type { Page } from "../page/page.js";
import { isOfPage } from "../page/paths.js";
import type { Log } from "../program/log.js";
import { type AccessRules, accessTest, type Refusal, refuseForeign } from "./access.js";
import { createBothEras, TOO_MANY } from "./both-eras.js";
import type { Calls } from "./calls.js";
import { limitConnections, type OpenRequest } from "./connections.js";
import { allowPage, isPreflight, sendPreflight } from "./cors.js";
import { HTTP_LIMITS, type HttpLimits } from "./http-limits.js";
import { networkTest } from "./networks.js";
import { clientOf, sourceOf } from "./source.js";
import { closeIfUnread } from "./unread-body.js";

export const MCP_PATH = "/mcp";
const METRICS_PATH = "/metrics";

/** How long the results of calls may take to be sent when the server stops. */
const FLUSH_MS = 1_000;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly factory: McpServerFactory;
  /** The tool calls of the factory's servers. */
  readonly calls: Calls;
  readonly access: AccessRules;
  readonly accessLog: Pick<AccessLog, "refused">;
  readonly metrics: CollectMetrics;
  readonly log: Log;
  readonly limits?: HttpLimits | undefined;
  /** Under `/ui/`. Default: none. */
  readonly page?: Page | undefined;
}

/**
 * Serves MCP over streamable HTTP, in both protocol eras, and metrics to the same callers. On disposal, it accepts no new calls, lets those in
 * progress return a result, and closes everything.
 *
 * @throws the listen error, such as EADDRINUSE
 */
export async function startHttpServer(options: HttpServerOptions): Promise<AsyncDisposable> {
  const { host, port, factory, calls, access, metrics, log, limits = HTTP_LIMITS, page } = options;
  const server = createServer({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.headersMs / 10,
  });
  const isProxy = networkTest(access.trustedProxies);
  const connections = limitConnections(
    server,
    { maxConnections: limits.connections, maxConnectionsPerPeer: limits.connections / 2 },
    isProxy,
  );
  const areTooMany = ({ request, client }: OpenRequest): boolean => {
    const isOther = (one: OpenRequest) => one.request !== request && page?.isStream(one) !== true;
    const others = connections.answering().filter(isOther);
    return (
      others.length >= limits.requests ||
      others.filter((one) => one.client === client).length >= limits.requests / 2
    );
  };
  const mcp = createBothEras(factory, limits, areTooMany, log);
  const judge = accessTest(access);
  const refuseCaller = (open: OpenRequest, refusal: Refusal): void => {
    options.accessLog.refused({ address: open.client, ...refusal });
    refuse(open, refusal);
  };

  const respond = async (open: OpenRequest): Promise<void> => {
    const { request, response } = open;
    const { headers } = request;
    const path = request.url?.split("?", 1)[0] ?? "";
    if (page !== undefined && isOfPage(path)) return page.handle(open, () => areTooMany(open));
    const foreign = refuseForeign(headers, access);
    if (foreign !== undefined) return refuseCaller(open, foreign);
    allowPage(request, response);
    if (isPreflight(request)) return sendPreflight(request, response);
    const { caller, refusal } = await judge(sourceOf(request));
    if (refusal !== undefined) return refuseCaller(open, refusal);
    if (path !== MCP_PATH && path !== METRICS_PATH)
      return refuse(open, { status: 404, reason: `MCP is at ${MCP_PATH}` });
    if (calls.areEnding) return refuse(open, { status: 503, reason: "the server is stopping" });
    if (path === MCP_PATH) return mcp.handle(open, caller);
    if (areTooMany(open)) return refuse(open, { status: 503, reason: TOO_MANY });
    return sendMetrics(open, metrics);
  };

  server.on("request", (request, response) => {
    const client = clientOf(sourceOf(request), isProxy);
    const open = { request, response, client };
    connections.follow(open);
    respond(open).catch((error: unknown) => {
      log.error({ err: error }, "request failed");
      response.destroy();
    });
  });
  server.listen({ host, port });
  await once(server, "listening");
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      await Promise.all([calls.end(), page?.[Symbol.asyncDispose]()]);
      await resultsSent(connections.unsent(), FLUSH_MS);
      await mcp.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function sendMetrics(open: OpenRequest, collect: CollectMetrics): Promise<void> {
  const { request, response } = open;
  if (request.method !== "GET") return refuse(open, { status: 405, reason: "metrics are read with GET" });
  const abort = new AbortController();
  response.once("close", () => abort.abort());
  const text = renderMetrics(await collect(abort.signal));
  response.writeHead(200, { "content-type": METRICS_TYPE });
  response.end(text);
}

function refuse(
  { request, response }: OpenRequest,
  { status, reason }: { readonly status: number; readonly reason: string },
): void {
  closeIfUnread(request, response);
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
async function resultsSent(open: readonly OpenRequest[], limitMs: number): Promise<void> {
  const posts = open.filter(({ request }) => request.method === "POST");
  if (posts.length === 0) return;
  await Promise.race([
    Promise.all(posts.map(({ response }) => once(response, "close"))),
    sleep(limitMs, undefined, { ref: false }),
  ]);
}
