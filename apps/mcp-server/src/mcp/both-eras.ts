import type { IncomingMessage, ServerResponse } from "node:http";
import { toNodeHandler } from "@modelcontextprotocol/node";
import {
  createMcpHandler,
  isLegacyRequest,
  isJSONRPCNotification as isNotification,
  type McpServerFactory,
} from "@modelcontextprotocol/server";
import { toAuthInfo } from "../access/auth-info.js";
import type { Caller } from "../access/caller.js";
import type { Log } from "../program/log.js";
import type { OpenRequest } from "./connections.js";
import type { HttpLimits } from "./http-limits.js";
import { rpcError } from "./rpc-error.js";
import { createSessions } from "./sessions.js";

/** Of a request that ends before its body does. */
const DISCONNECTED = "ECONNRESET";

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface BothEras {
  handle(open: OpenRequest, caller: Caller): Promise<void>;
  close(): Promise<void>;
}

export const TOO_MANY = "too many requests at once";

/**
 * MCP over streamable HTTP, in both protocol eras.
 *
 * @param areTooMany whether there is no room for a request that has arrived as a whole
 */
export function createBothEras(
  factory: McpServerFactory,
  limits: HttpLimits,
  areTooMany: (open: OpenRequest) => boolean,
  log: Log,
): BothEras {
  const options = {
    maxRequestBodySize: limits.bodyBytes,
    onerror: (error: NodeJS.ErrnoException) =>
      // a client may send any number of halves
      log[error.code === DISCONNECTED ? "debug" : "warn"](`MCP request: ${error.message}`),
  };
  const modern = createMcpHandler(factory, { ...options, legacy: "reject" });
  const { sessions: max, requests } = limits;
  const sessions = createSessions(factory, { max, maxPerClient: max / 2, requests });
  return {
    handle(open, caller) {
      const authInfo = toAuthInfo(caller);
      const { request: incoming, response, client } = open;
      const handler = toNodeHandler(
        {
          fetch: async (request) => {
            const body = await bodyOf(request);
            // a client can cancel however many requests it has
            if (!isNotification(body) && areTooMany(open))
              return rpcError(503, TOO_MANY, { headers: { "retry-after": "1" } });
            if (!(await isLegacyRequest(request, body)))
              return modern.fetch(request, { authInfo, parsedBody: body });
            const fetched = await sessions.fetch({ request, body, client, caller });
            if (request.method === "GET") setImmediate(showStream, response);
            return fetched;
          },
        },
        options,
      ) as unknown as NodeHandler;
      return handler(incoming, response);
    },
    async close() {
      await Promise.all([modern.close(), sessions.close()]);
    },
  };
}

/** Node sends the headers with the first event, for which a client that listens could wait for long. */
function showStream(response: ServerResponse): void {
  if (response.headersSent && !response.writableEnded) response.flushHeaders();
}

/** `undefined` for one that is no JSON. Leaves it readable. */
async function bodyOf(request: Request): Promise<unknown> {
  if (request.method !== "POST") return undefined;
  return request
    .clone()
    .json()
    .catch(() => undefined);
}
