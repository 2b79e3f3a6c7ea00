import { McpServer, type McpServerFactory, type ServerContext } from "@modelcontextprotocol/server";
import { localCaller } from "../access/caller.js";
import { version } from "../program/version.js";
import type { Services } from "../services.js";
import type { Tool } from "../tools/define-tool.js";
import { errorResult } from "../tools/error-result.js";
import { createArgumentReader } from "../tools/read-arguments.js";
import { StoppingError } from "../tools/stopping-error.js";
import { type Calls, createCalls } from "./calls.js";
import { createProgressReporter, type ProgressReporter } from "./progress.js";
import { listedSchema } from "./tool-schema.js";

const INSTRUCTIONS =
  "Manages the domains and servers of a running HAProxy without reloading it. Add a domain with haproxy_add_domain and its servers " +
  "with haproxy_add_server. Every change is on disk and read back from HAProxy before it is reported. " +
  "If a tool fails, its error says what to do next.";

/** Every client gets the same tools, so clients may cache the list. */
const TOOL_LIST_TTL_MS = 300_000;

/**
 * Builds a server for each request of the modern era and for each session of the older one: never shared.
 *
 * @param calls its tool calls, for a transport that ends them before it closes
 */
export function serverFactory(
  services: Services,
  tools: readonly Tool[],
  calls: Calls = createCalls(),
): McpServerFactory {
  const listed = tools.map((tool) => ({
    tool,
    inputSchema: listedSchema(tool.input),
    outputSchema: listedSchema(tool.output),
    read: createArgumentReader(tool.input),
  }));
  return () => {
    const server = new McpServer(
      { name: "haproxy-mcp", title: "HAProxy", version },
      {
        instructions: INSTRUCTIONS,
        cacheHints: { "tools/list": { ttlMs: TOOL_LIST_TTL_MS, cacheScope: "public" } },
      },
    );
    for (const { tool, read, ...schemas } of listed) {
      const { name, title, description, annotations } = tool;
      server.registerTool(name, { title, description, annotations, ...schemas }, (args, { mcpReq }) =>
        callTool(tool, args, { services, calls, read, request: mcpReq }),
      );
    }
    return server;
  };
}

interface CallContext {
  readonly services: Services;
  readonly calls: Calls;
  readonly read: (given: unknown) => Record<string, unknown>;
  readonly request: ServerContext["mcpReq"];
}

const STOPPING = "The server is stopping. Repeat the call once it has started again.";

async function callTool(tool: Tool, args: unknown, { services, calls, read, request }: CallContext) {
  const progress = progressTo(request, services);
  const call = { isRead: tool.annotations.readOnlyHint, signal: request.signal };
  try {
    return await calls.run(call, async (signal) => {
      const context = { services, caller: localCaller("MCP"), signal, progress: progress.report };
      const structuredContent = await tool.handle(read(args), context);
      const text = tool.summarise(structuredContent);
      return { structuredContent, content: [{ type: "text" as const, text }] };
    });
  } catch (error) {
    const failed = errorResult(error, services.log);
    if (calls.areEnding && !(error instanceof StoppingError))
      failed.content.push({ type: "text", text: STOPPING });
    return failed;
  } finally {
    if (!call.isRead) services.forgetHealth();
    progress.end();
  }
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
