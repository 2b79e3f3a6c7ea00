import {
  type AuthInfo,
  McpServer,
  type McpServerFactory,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { callerOf } from "../access/auth-info.js";
import type { Caller } from "../access/caller.js";
import { assertRole, NotAllowedError } from "../access/not-allowed-error.js";
import { isAtLeast } from "../access/role.js";
import { REASON_KEY, reasonOf } from "../history/reason.js";
import { withClient } from "../history/with-client.js";
import { version } from "../program/version.js";
import type { Services } from "../services.js";
import { neededRole, type Tool } from "../tools/define-tool.js";
import { errorResult } from "../tools/error-result.js";
import { createArgumentReader } from "../tools/read-arguments.js";
import { recordedCall } from "../tools/recorded-call.js";
import { StoppingError } from "../tools/stopping-error.js";
import { asWhole, WHOLE_KEY } from "../tools/whole-lists.js";
import { type Calls, createCalls } from "./calls.js";
import { clientInfoOf } from "./client-info.js";
import { createProgressReporter, type ProgressReporter } from "./progress.js";
import { listedSchema, listingOf } from "./tool-schema.js";

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
  const known = tools.map((tool) => ({
    tool,
    inputSchema: listedSchema(tool.input),
    outputSchema: listedSchema(tool.output),
    read: createArgumentReader(tool.input),
    isDenied: deniedTools.includes(tool.name),
  }));
  const callerIn = (authInfo: AuthInfo | undefined): Caller => {
    const caller = only ?? callerOf(authInfo);
    if (caller === undefined) throw new Error("a request without its caller");
    return readOnly ? { ...caller, role: "read" } : caller;
  };
  return ({ authInfo }) => {
    const { role } = callerIn(authInfo);
    const server = new McpServer(
      { name: "haproxy-mcp", title: "HAProxy", version },
      {
        instructions: INSTRUCTIONS,
        cacheHints: { "tools/list": { ttlMs: TOOL_LIST_TTL_MS, cacheScope: "private" } },
      },
    );
    for (const { tool, read, isDenied, inputSchema, outputSchema } of known) {
      const { name, title, description, annotations } = tool;
      const config = { title, description, annotations, inputSchema, outputSchema };
      server.registerTool(name, config, (args, { mcpReq, http }) =>
        callTool(tool, args, {
          services,
          caller: withClient(callerIn(http?.authInfo), clientInfoOf(server.server, mcpReq)),
          isDenied,
          readOnly,
          calls,
          read,
          request: mcpReq,
        }),
      );
    }
    // the SDK would list every tool that can be called
    server.server.setRequestHandler("tools/list", () => ({
      tools: known
        .filter(({ tool, isDenied }) => !isDenied && isAtLeast(role, tool.role))
        .map(({ tool, inputSchema, outputSchema }) => listingOf(tool, inputSchema, outputSchema)),
    }));
    return server;
  };
}

interface CallContext {
  readonly services: Services;
  readonly caller: Caller;
  readonly isDenied: boolean;
  readonly readOnly: boolean;
  readonly calls: Calls;
  readonly read: (given: unknown) => Record<string, unknown>;
  readonly request: ServerContext["mcpReq"];
}

const STOPPING = "The server is stopping. Repeat the call once it has started again.";

async function callTool(
  tool: Tool,
  args: unknown,
  { services, caller, isDenied, readOnly, calls, read, request }: CallContext,
) {
  const progress = progressTo(request, services);
  const { address } = caller;
  const call = { isRead: tool.annotations.readOnlyHint, signal: request.signal };
  try {
    return await calls.run(call, async (signal) => {
      if (isDenied) throw new NotAllowedError(`${tool.name} is switched off for every caller`);
      const input = read(args);
      const needed = neededRole(tool, input);
      if (readOnly && needed !== "read")
        throw new NotAllowedError(`this server only reads, and ${tool.name} changes something`);
      assertRole(caller, needed, needed === tool.role ? tool.name : `${tool.name} with these arguments`);
      const reason = reasonOf(request._meta?.[REASON_KEY]);
      const context = { services, caller, reason, signal, progress: progress.report };
      const asked = asWhole(tool, input, request._meta?.[WHOLE_KEY]);
      const structuredContent = await recordedCall(tool, asked, context);
      const text = tool.summarise(structuredContent);
      return { structuredContent, content: [{ type: "text" as const, text }] };
    });
  } catch (error) {
    if (error instanceof NotAllowedError)
      services.accessLog.refused({ address, caller: caller.name, status: error.code, reason: error.message });
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
