import { messageOf } from "@haproxy-mcp/durable-files";
import { readDefaultToken } from "../access/default-token.js";
import { keepTokens } from "../access/keep-tokens.js";
import { createCalls } from "../mcp/calls.js";
import { HTTP_LIMITS } from "../mcp/http-limits.js";
import { MCP_PATH, startHttpServer } from "../mcp/http-server.js";
import { serverFactory } from "../mcp/server-factory.js";
import { createMetrics } from "../metrics/collect-metrics.js";
import type { OpenPageOptions } from "../page/open-page.js";
import type { Page } from "../page/page.js";
import { PAGE_PATH } from "../page/paths.js";
import { portOwner } from "../program/port-owner.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import { assertTools, catalog, toolsOf } from "../tools/catalog/index.js";
import type { Part } from "./run-parts.js";

interface OverHttpOptions {
  /** Whether the page needs no token of a browser that asks localhost itself. */
  readonly opensHere?: boolean;
}

/** The server for MCP clients over HTTP, and for browsers. @throws UserError if it cannot listen on the address */
export const mcpOverHttp =
  ({ opensHere = false }: OverHttpOptions = {}): Part =>
  async ({ config, services, log, signal }) => {
    const { mcp } = config;
    const { host, port, tokenFile } = mcp;
    const { tokens } = services;
    assertTools(mcp.deniedTools);
    // files that can't be read stop the start: an operator meant to set tokens
    const [all, defaultToken] = await Promise.all([
      tokens.list().catch(unreadable),
      readDefaultToken(tokenFile),
    ]);
    if (all.size === 0 && defaultToken === undefined)
      log.info({ tokenFile }, "no token: clients outside the trusted networks are refused");
    const access = { ...mcp, tokens: tokens.find };
    const metrics = createMetrics(services);
    const calls = createCalls();
    const factory = serverFactory(services, toolsOf(mcp.toolsets), { calls, ...mcp });
    const { accessLog } = services;
    await accessLog.begin();
    const page = mcp.page ? await pageOf(config, { services, calls, access, opensHere }) : undefined;
    const options = { host, port, factory, calls, access, accessLog, metrics, log, page };
    const server = await startHttpServer(options).catch(async (error) => {
      throw await listenError(error, host, port);
    });
    const isRouted = mcp.allowedHosts.length > 0;
    const kept = isRouted ? keepTokens(tokens, { log, signal }) : undefined;
    const { isRestored, restored } = services.reconciliation;
    if (page !== undefined) log.info({ host, port, path: PAGE_PATH }, "page for browsers");
    log.info({ host, port, path: MCP_PATH }, isRestored ? "ready" : "listening, not ready");
    if (!isRestored) void restored.then(() => log.info("ready"));
    return {
      async [Symbol.asyncDispose]() {
        await Promise.all([server[Symbol.asyncDispose](), kept]);
      },
    };
  };

/** Loaded only where it is on. It has every tool: toolsets are for models, whose context a tool takes. */
async function pageOf(
  { mcp, haproxy }: Config,
  options: Pick<OpenPageOptions, "services" | "calls" | "access" | "opensHere">,
): Promise<Page> {
  const { openPage } = await import("../page/open-page.js");
  const { readOnly, deniedTools } = mcp;
  const { serversFile } = haproxy;
  return openPage({ ...options, readOnly, deniedTools, serversFile, tools: catalog, limits: HTTP_LIMITS });
}

/** A file, for the operator to fix. */
function unreadable(error: unknown): never {
  throw new UserError(messageOf(error));
}

async function listenError(error: NodeJS.ErrnoException, host: string, port: number): Promise<UserError> {
  if (error.code !== "EADDRINUSE")
    return new UserError(`cannot listen on ${host} port ${port}: ${error.message}`);
  const owner = (await portOwner(port)) ?? "another program";
  return new UserError(`port ${port} (MCP) is taken by ${owner}; choose another with MCP_PORT`);
}
