import { block } from "./block.js";
import type { McpRoute } from "./config-settings.js";
import { FROM_PROXY } from "./render-headers.js";

/** A request for the MCP server. */
export const MCP_HOST_ACL = "mcp_host";

/** HAProxy requires them above the first rule that uses one. */
export function renderMcpAcls({ hosts, trustedNetworks, tokenFile }: McpRoute): readonly string[] {
  return block("The MCP server: its names, the line of its token, and who needs none.", [
    `acl ${MCP_HOST_ACL} var(txn.host) -m str ${hosts.join(" ")}`,
    `acl mcp_token var(txn.mcp_token) -m str -f ${tokenFile}`,
    "acl mcp_preflight method OPTIONS",
    ...(trustedNetworks.length === 0 ? [] : [`acl mcp_trusted src ${trustedNetworks.join(" ")}`]),
  ]);
}

/**
 * Admits clients that need no token or send it, and what a browser asks before it sends a page's request, which has no token. The token's file is a pattern file, so its whole line is compared. The server behind
 * it enforces the same rule itself.
 *
 * @param hasProxies a proxy's address says nothing about who is behind it
 */
export function renderMcpRules({ trustedNetworks }: McpRoute, hasProxies = false): readonly string[] {
  const refused = `if ${MCP_HOST_ACL} !mcp_token !mcp_preflight${
    trustedNetworks.length === 0
      ? ""
      : hasProxies
        ? ` !mcp_trusted or ${MCP_HOST_ACL} !mcp_token !mcp_preflight ${FROM_PROXY}`
        : " !mcp_trusted"
  }`;
  return [
    ...block(
      "The token is compared as the whole line MCP_TOKEN=… of its file, which HAProxy reads at a start and a reload.",
      [
        `http-request set-var(txn.bearer) http_auth_bearer if ${MCP_HOST_ACL}`,
        `http-request set-var(txn.mcp_token) str(MCP_TOKEN=),concat(,txn.bearer) if ${MCP_HOST_ACL}`,
      ],
    ),
    ...block(
      "HAProxy 2.6 cancels an HTTP/2 stream whose body is still arriving when it responds, and clients drop the response.",
      [
        `http-request wait-for-body time 5s ${refused}`,
        "http-request return status 401 content-type text/plain hdr www-authenticate Bearer " +
          `string "A bearer token is needed.\\n" ${refused}`,
      ],
    ),
    `  use_backend mcp if ${MCP_HOST_ACL}`,
  ];
}

/** @param defaults name of the defaults section that it is made from */
export function renderMcpBackend({ server }: McpRoute, defaults?: string): readonly string[] {
  return [
    `backend mcp${defaults === undefined ? "" : ` from ${defaults}`}`,
    ...block("The server judges clients by their address.", ["option forwardfor"]),
    ...block("Calls may take long, and a stream of events stays open.", ["timeout server 1h"]),
    `  server mcp ${server}`,
    "",
  ];
}
