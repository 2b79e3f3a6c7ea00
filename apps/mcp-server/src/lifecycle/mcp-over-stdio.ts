import { setImmediate as turn } from "node:timers/promises";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { localCaller } from "../access/caller.js";
import { createCalls } from "../mcp/calls.js";
import { serverFactory } from "../mcp/server-factory.js";
import { assertTools, toolsOf } from "../tools/catalog/index.js";
import type { Part } from "./run-parts.js";

/** The MCP server for the one client that started this process. Everything ends when it closes stdin. */
export const mcpOverStdio: Part = async ({ config, services, log, stop }) => {
  const onEnd = () => stop("end of input");
  const calls = createCalls();
  const { mcp } = config;
  assertTools(mcp.deniedTools);
  const caller = localCaller("MCP", mcp.trustedRole);
  const factory = serverFactory(services, toolsOf(mcp.toolsets), { calls, caller, ...mcp });
  const handle = serveStdio(factory, {
    onerror: (error) => log.warn(`MCP message: ${error.message}`),
  });
  process.stdin.once("end", onEnd).once("close", onEnd);
  return {
    async [Symbol.asyncDispose]() {
      await calls.end();
      await turn(); // the SDK writes the results
      await handle.close();
    },
  };
};
