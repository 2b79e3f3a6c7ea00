import { basename } from "node:path";
import { checkRuntimeApi } from "../checks/runtime-api.js";
import type { Part } from "../lifecycle/run-parts.js";
import type { DataFolder } from "./data-folder.js";
import { settingsFileOf } from "./folder-settings.js";
import type { UpPorts } from "./options.js";
import { SAMPLE_DOMAIN } from "./sample-domain.js";

/** Prints what to try first. */
export const welcome =
  (folder: DataFolder, { httpPort, httpsPort, samplePorts }: UpPorts): Part =>
  async ({ config, services, signal }) => {
    const { version = "" } = await checkRuntimeApi(services.runtime, signal);
    const mcpUrl = `http://localhost:${config.mcp.port}/mcp`;
    process.stdout.write(`
haproxy-mcp is ready.

  HAProxy      http://localhost:${httpPort} and https://localhost:${httpsPort}  (version ${version})
  MCP server   ${mcpUrl}
${config.mcp.page ? `  Page         http://localhost:${config.mcp.port}/ui/  (in a browser on this machine)\n` : ""}  Data folder  ${folder.path}

Ask HAProxy for ${SAMPLE_DOMAIN}; two sample backends take turns:

  curl -H 'Host: ${SAMPLE_DOMAIN}' localhost:${httpPort}

From another terminal, add the domain shop.localhost, and ask for it:

  export HAPROXY_MCP_SETTINGS=${quoted(settingsFileOf(folder))}${aliasOf(process.argv)}
  haproxy-mcp domains add shop.localhost 127.0.0.1:${samplePorts[0]}
  curl -H 'Host: shop.localhost' localhost:${httpPort}

Add the server to an MCP client, for example Claude Code or the MCP Inspector:

  claude mcp add --transport http haproxy ${mcpUrl}
  npx @modelcontextprotocol/inspector --cli ${mcpUrl} --transport http --method tools/list

Then say: "Replace the server of shop.localhost with 127.0.0.1 port ${samplePorts[1]}".

Ctrl-C stops everything. What you added is kept in the data folder.
`);
  };

/** Where the program is not installed under its name. */
function aliasOf([node = "", main = ""]: readonly string[]): string {
  return basename(main) === "haproxy-mcp"
    ? ""
    : `\n  alias haproxy-mcp=${quoted(`${quoted(node)} ${quoted(main)}`)}`;
}

/** For a shell. */
function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
