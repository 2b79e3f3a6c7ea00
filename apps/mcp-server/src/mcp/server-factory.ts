import {
  type AuthInfo,
  type CallToolResult,
  McpServer,
  type McpServerFactory,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { callerOf } from "../access/auth-info.js";
import type { Caller } from "../access/caller.js";
import { isAtLeast } from "../access/role.js";
import { REASON_KEY } from "../history/reason.js";
import { withClient } from "../history/with-client.js";
import { version } from "../program/version.js";
import type { Services } from "../services.js";
import type { Tool } from "../tools/define-tool.js";
import { failureResult } from "../tools/error-result.js";
import { createToolRunner, type GivenCall, type ToolRunner } from "../tools/run-tool.js";
import { WHOLE_KEY } from "../tools/whole-lists.js";
import { type Calls, createCalls } from "./calls.js";
import { clientCapabilitiesOf, clientInfoOf } from "./client-info.js";
import { createProgressReporter, type ProgressReporter } from "./progress.js";
import { listedSchema, listingOf } from "./tool-schema.js";
import { serveViews, showsViews, VIEW_TTL_MS, viewMetaOf } from "./views.js";

const INSTRUCTIONS =
  "Manages the domains and servers of a running HAProxy without reloading it. Add a domain with haproxy_add_domain and its servers " +
  "with haproxy_add_server. Every change is on disk and read back from HAProxy before it is reported. " +
  "If a tool fails, its error says what to do next.";

/** Clients may cache the list. */
const TOOL_LIST_TTL_MS = 300_000;

export interface ServerOptions {
  /** Its tool calls, for a transport that ends them before it closes. */
  readonly calls?: Calls | undefined;
  /** Of a transport that has only one. Default: the one that the HTTP server hands in with each request. */
  readonly caller?: Caller | undefined;
  /** Whether every caller has the role `read`. */
  readonly readOnly?: boolean | undefined;
  /** Names of tools that no caller may use. */
  readonly deniedTools?: readonly string[] | undefined;
}

/**
 * Builds a server for each request of the modern era and for each session of the older one: never shared. It lists the tools that its
 * caller may use, and refuses calls of the others with `NOT_ALLOWED`.
 */
export function serverFactory(
  services: Services,
  tools: readonly Tool[],
  { calls = createCalls(), caller: only, readOnly = false, deniedTools = [] }: ServerOptions = {},
): McpServerFactory {
  const runner = createToolRunner(services, { calls, readOnly, deniedTools });
  const known = tools.map((tool) => ({
    tool,
    inputSchema: listedSchema(tool.input),
    outputSchema: listedSchema(tool.output),
  }));
  const callerIn = (authInfo: AuthInfo | undefined): Caller => {
    const caller = only ?? callerOf(authInfo);
    if (caller === undefined) throw new Error("a request without its caller");
    return runner.limited(caller);
  };
  return ({ authInfo }) => {
    const { role } = callerIn(authInfo);
    const server = new McpServer(
      { name: "haproxy-mcp", title: "HAProxy", version },
      {
        capabilities: { resources: {} },
        instructions: INSTRUCTIONS,
        cacheHints: {
          "tools/list": { ttlMs: TOOL_LIST_TTL_MS, cacheScope: "private" },
          "resources/list": { ttlMs: VIEW_TTL_MS, cacheScope: "private" },
          "resources/read": { ttlMs: VIEW_TTL_MS, cacheScope: "public" },
        },
      },
    );
    for (const { tool, inputSchema, outputSchema } of known) {
      const { name, title, description, annotations } = tool;
      const config = { title, description, annotations, inputSchema, outputSchema };
      server.registerTool(name, config, (args, { mcpReq, http }) => {
        const { _meta: meta, signal } = mcpReq;
        const caller = withClient(callerIn(http?.authInfo), clientInfoOf(server.server, mcpReq));
        const call = { args, caller, signal, reason: meta?.[REASON_KEY], isWhole: meta?.[WHOLE_KEY] };
        return callTool(runner, tool, call, progressTo(mcpReq, services));
      });
    }
    const usable = known.filter(({ tool }) => !runner.isDenied(tool) && isAtLeast(role, tool.role));
    // the SDK would list every tool that can be called
    server.server.setRequestHandler("tools/list", (_request, { mcpReq }) => {
      const hasViews = showsViews(clientCapabilitiesOf(server.server, mcpReq));
      return {
        tools: usable.map(({ tool, inputSchema, outputSchema }) => ({
          ...listingOf(tool, inputSchema, outputSchema),
          ...(hasViews && viewMetaOf(tool.name)),
        })),
      };
    });
    serveViews(
      server.server,
      usable.map(({ tool }) => tool.name),
    );
    return server;
  };
}

/** A call, and where its progress goes. */
type Reported = Omit<GivenCall, "progress">;

/** The result as MCP has it. */
async function callTool(
  runner: ToolRunner,
  tool: Tool,
  call: Reported,
  progress: ProgressReporter,
): Promise<CallToolResult> {
  const outcome = await runner.run(tool, { ...call, progress: progress.report });
  progress.end();
  if (outcome.failure === undefined)
    return { structuredContent: outcome.result, content: [{ type: "text", text: outcome.text }] };
  const failed = failureResult(outcome.failure);
  if (outcome.note !== undefined) failed.content.push({ type: "text", text: outcome.note });
  return failed;
}

/** Only for clients that sent a progress token. A client that has disconnected misses it. */
function progressTo({ _meta, notify }: ServerContext["mcpReq"], { log }: Services): ProgressReporter {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return NO_PROGRESS;
  return createProgressReporter((progress) => {
    notify({ method: "notifications/progress", params: { progressToken, ...progress } }).catch(
      (error: unknown) => log.debug({ err: error }, "progress was not sent"),
    );
  });
}

const NO_PROGRESS: ProgressReporter = { report: () => {}, end: () => {} };
