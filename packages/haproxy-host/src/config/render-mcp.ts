import type { McpRoute } from "./config-settings.js";

/** A request for the MCP server. */
export const MCP_HOST = "mcp_host";

/** HAProxy requires them above the first rule that uses one. */
export function renderMcpAcls({ hosts, trustedNetworks, tokenFile }: McpRoute): readonly string[] {
  return [
    `  acl ${MCP_HOST} var(txn.host) -m str ${hosts.join(" ")}`,
    `  acl mcp_token var(txn.mcp_token) -m str -f ${tokenFile}`,
    ...(trustedNetworks.length === 0 ? [] : [`  acl mcp_trusted src ${trustedNetworks.join(" ")}`]),
  ];
}

/**
 * Admits clients that need no token or send it. The token's file is a pattern file, so its whole line is compared. The server behind
 * it enforces the same rule itself.
 */
export function renderMcpRules({ trustedNetworks }: McpRoute): readonly string[] {
  const refused = `if ${MCP_HOST} !mcp_token${trustedNetworks.length === 0 ? "" : " !mcp_trusted"}`;
  return [
    `  http-request set-var(txn.bearer) http_auth_bearer if ${MCP_HOST}`,
    `  http-request set-var(txn.mcp_token) str(MCP_TOKEN=),concat(,txn.bearer) if ${MCP_HOST}`,
    // HAProxy 2.6 cancels an HTTP/2 stream whose body is still arriving when it responds, and clients drop the response
    `  http-request wait-for-body time 5s ${refused}`,
    "  http-request return status 401 content-type text/plain hdr www-authenticate Bearer " +
      `string "A bearer token is needed.\\n" ${refused}`,
    `  use_backend mcp if ${MCP_HOST}`,
  ];
}

/** Calls may take long, and a stream of events stays open. */
export function renderMcpBackend({ server }: McpRoute): readonly string[] {
  return ["backend mcp", "  timeout server 1h", `  server mcp ${server}`, ""];
}
