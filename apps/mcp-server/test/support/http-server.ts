import { freePort, until } from "@haproxy-mcp/test-haproxy";
import { z } from "zod";
import type { AccessLog } from "../../src/access/access-log.js";
import type { FindToken } from "../../src/access/find-token.js";
import type { Refused } from "../../src/access/refusal-counts.js";
import { loadConfig, type Services, serverFactory } from "../../src/index.js";
import { createCalls } from "../../src/mcp/calls.js";
import { HTTP_LIMITS, type HttpLimits } from "../../src/mcp/http-limits.js";
import { startHttpServer } from "../../src/mcp/http-server.js";
import { defineTool, type Tool, type ToolContext } from "../../src/tools/define-tool.js";
import { NO_HISTORY } from "./recording.js";

import { onlyToken } from "./tokens.js";

const LIMIT_MS = 10_000;

export const TOKEN = "a-long-secret-token";

interface WaitingCall {
  readonly context: ToolContext;
  /** Lets the call return. */
  finish(): void;
}

/** The HTTP server in this process, with a tool that reads and one that changes; each returns when the test says so. */
export interface TestHttpServer extends AsyncDisposable {
  readonly url: URL;
  /** The calls so far, in order. */
  readonly waiting: readonly WaitingCall[];
  /** What the access log got. */
  readonly refused: readonly Refused[];
  /** Waits until there are so many. */
  called(count: number): Promise<void>;
  /** Sends one message, or several. */
  post(message: unknown, headers?: Record<string, string>, signal?: AbortSignal): Promise<Response>;
  /** Begins a session. Returns the headers of its requests. */
  begin(headers?: Record<string, string>): Promise<Record<string, string>>;
}

export const INITIALIZE = {
  jsonrpc: "2.0",
  id: 0,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
};

export const waitCall = (id: number | string, name = "haproxy_read") => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name, arguments: {} },
});

export async function startTestHttpServer({
  settings = {},
  limits = {},
  tokens = onlyToken(TOKEN),
  accessLog: given,
  tools: others = [],
}: {
  settings?: Record<string, string>;
  limits?: Partial<HttpLimits>;
  tokens?: () => Promise<FindToken | undefined>;
  /** Default: one that is in memory. */
  accessLog?: AccessLog;
  /** To list; more than the two that can be called. */
  tools?: readonly Tool[];
} = {}): Promise<TestHttpServer> {
  const waiting: WaitingCall[] = [];
  const refused: Refused[] = [];
  const silent = () => {};
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const tool = (name: "haproxy_read" | "haproxy_change", readOnlyHint: boolean) =>
    defineTool({
      name,
      title: name,
      description: name,
      role: readOnlyHint ? "read" : "operate",
      input: z.object({}),
      output: z.object({ done: z.boolean() }),
      annotations: { readOnlyHint, destructiveHint: false, idempotentHint: true, openWorldHint: false },
      handle: (_input, context) =>
        new Promise((resolve, reject) => {
          context.signal.addEventListener("abort", () => reject(context.signal.reason));
          waiting.push({ context, finish: () => resolve({ done: true }) });
        }),
      summarise: () => "done",
    });
  const calls = createCalls();
  const tools = [tool("haproxy_read", true), tool("haproxy_change", false), ...others];
  const { mcp } = loadConfig({ MCP_ALLOWED_HOSTS: "mcp.example.test", ...settings });
  const accessLog = given ?? { refused: (one: Refused) => refused.push(one) };
  const services = { log, forgetHealth: silent, accessLog, history: NO_HISTORY } as unknown as Services;
  const factory = serverFactory(services, tools, { calls, ...mcp });
  const port = await freePort();
  const server = await startHttpServer({
    host: "127.0.0.1",
    port,
    factory,
    calls,
    access: { ...mcp, tokens },
    accessLog,
    metrics: async () => [],
    log,
    limits: { ...HTTP_LIMITS, ...limits },
  });
  const url = new URL(`http://127.0.0.1:${port}/mcp`);
  const post: TestHttpServer["post"] = (message, headers = {}, signal) =>
    fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...headers,
      },
      body: JSON.stringify(message),
      ...(signal && { signal }),
    });
  return {
    url,
    waiting,
    refused,
    called: (count) => until(`${count} calls`, LIMIT_MS, () => waiting.length === count),
    post,
    async begin(headers = {}) {
      const response = await post(INITIALIZE, headers);
      await response.text();
      const id = response.headers.get("mcp-session-id");
      if (id === null) throw new Error(`no session: ${response.status}`);
      return { ...headers, "mcp-session-id": id, "mcp-protocol-version": "2025-06-18" };
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The messages of a response: JSON, or events. */
export async function messagesOf(response: Response): Promise<readonly Record<string, unknown>[]> {
  const text = await response.text();
  if (response.headers.get("content-type")?.includes("json") === true) return [JSON.parse(text)];
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => JSON.parse(line.slice("data: ".length)));
}
