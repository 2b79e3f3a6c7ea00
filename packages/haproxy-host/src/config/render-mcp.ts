import { block } from "./block.js";
import type { McpRoute } from "./config-settings.js";
import { FROM_PROXY } from "./render-headers.js";

/** A request for the MCP server. */
export const MCP_HOST_ACL = "mcp_host";

/** HAProxy requires them above the first rule that uses one. */
export function renderMcpAcls({ hosts, trustedNetworks, hasPage = false }: McpRoute): readonly string[] {
  return block("The MCP server: its names, a token that has not ended, and who needs none.", [
    `acl ${MCP_HOST_ACL} var(txn.host) -m str ${hosts.join(" ")}`,
    "acl mcp_token var(txn.mcp_end),sub(txn.mcp_now) gt 0",
    "acl mcp_preflight method OPTIONS",
    ...(hasPage ? ["acl mcp_page path /ui", "acl mcp_page path -m beg /ui/"] : []),
    ...(trustedNetworks.length === 0 ? [] : [`acl mcp_trusted src ${trustedNetworks.join(" ")}`]),
  ]);
}

/**
 * Admits clients that need no token or send it, and what a browser asks before it sends a page's request, which has no token. The server behind
 * it enforces the same rule itself. Its page for browsers, where they sign in, is open to all.
 *
 * @param hasProxies a proxy's address says nothing about who is behind it
 */
export function renderMcpRules(
  { trustedNetworks, tokenMapFile, hasPage = false }: McpRoute,
  hasProxies = false,
): readonly string[] {
  const tokenless = `${MCP_HOST_ACL} !mcp_token !mcp_preflight${hasPage ? " !mcp_page" : ""}`;
  const refused = `if ${tokenless}${
    trustedNetworks.length === 0
      ? ""
      : hasProxies
        ? ` !mcp_trusted or ${tokenless} ${FROM_PROXY}`
        : " !mcp_trusted"
  }`;
  return [
    ...block(
      "A map has the end of each token, by its digest; 0 for others. The server changes the map with no reload.",
      [
        `http-request set-var(txn.mcp_now) date if ${MCP_HOST_ACL}`,
        `http-request set-var(txn.mcp_end) http_auth_bearer,sha2(256),hex,lower,map_str_int(${tokenMapFile},0) if ${MCP_HOST_ACL}`,
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
