import { checkRuntimeApi } from "../checks/runtime-api.js";
import type { Part } from "../lifecycle/run-parts.js";
import type { DataFolder } from "./data-folder.js";
import type { UpPorts } from "./options.js";
import { SAMPLE_DOMAIN } from "./sample-domain.js";

/** Prints what to try first. */
export const welcome =
  ({ path }: DataFolder, { httpPort, httpsPort, samplePorts }: UpPorts): Part =>
  async ({ config, services, signal }) => {
    const { version = "" } = await checkRuntimeApi(services.runtime, signal);
    const mcpUrl = `http://localhost:${config.mcp.port}/mcp`;
    process.stdout.write(`
haproxy-mcp is ready.

  HAProxy      http://localhost:${httpPort} and https://localhost:${httpsPort}  (version ${version})
  MCP server   ${mcpUrl}
  Data folder  ${path}

Ask HAProxy for ${SAMPLE_DOMAIN}; two sample backends take turns:

  curl -H 'Host: ${SAMPLE_DOMAIN}' localhost:${httpPort}

Add the server to an MCP client, for example Claude Code or the MCP Inspector:

  claude mcp add --transport http haproxy ${mcpUrl}
  npx @modelcontextprotocol/inspector --cli ${mcpUrl} --transport http --method tools/list

Then say: "Add the domain shop.localhost with the server 127.0.0.1 port ${samplePorts[0]}", and ask for it:

  curl -H 'Host: shop.localhost' localhost:${httpPort}

Ctrl-C stops everything. What you added is kept in the data folder.
`);
  };
