import { ROLES } from "../access/role.js";
import { FILE, HOST, HOST_NAMES, listOf, networks, ON_OFF, oneOf, PORT } from "./kinds.js";
import type { Settings } from "./setting.js";
import { TOOLSET_LIST } from "./toolsets.js";

const NETWORKS = networks("127.0.0.0/8,::1/128");
const TOOL_NAMES = listOf(
  (name) => (/^haproxy_[a-z_]+$/.test(name) ? name : undefined),
  "a list of tools such as haproxy_reload,haproxy_delete_cert",
);

/** The MCP server, and who may call it. */
export const mcpSettings = {
  host: {
    name: "MCP_HOST",
    fallback: "0.0.0.0",
    kind: HOST,
    meaning: "address that the MCP server binds",
  },
  port: { name: "MCP_PORT", fallback: "8000", kind: PORT, meaning: "its port" },
  tokenFile: {
    name: "MCP_TOKEN_FILE",
    fallback: "/opt/haproxy/conf/mcp-token.env",
    kind: FILE,
    meaning:
      "file with the line `MCP_TOKEN=…`, the token `default` of an admin; others are made with `haproxy-mcp token new`. " +
      "Without any, callers from outside are refused",
  },
  trustedNetworks: {
    name: "MCP_TRUSTED_NETWORKS",
    fallback: "127.0.0.0/8,::1/128,100.64.0.0/10",
    kind: NETWORKS,
    meaning: "networks whose clients need no token: loopback and Tailscale",
  },
  trustedProxies: {
    name: "MCP_TRUSTED_PROXIES",
    fallback: "127.0.0.0/8,::1/128",
    kind: NETWORKS,
    meaning:
      "proxies whose `X-Forwarded-For` is trusted and required; what other proxies pass on is an outsider's",
  },
  allowedHosts: {
    name: "MCP_ALLOWED_HOSTS",
    fallback: "",
    kind: HOST_NAMES,
    meaning:
      "names that trusted clients may use for the server (the `Host` header), besides `localhost`, names below it, and IP addresses; " +
      "web pages from these names may call it, too",
  },
  /** Of callers that need no token. */
  trustedRole: {
    name: "MCP_TRUSTED_ROLE",
    fallback: "admin",
    kind: oneOf(ROLES),
    meaning: "role of callers that need no token, those of stdio included: `read`, `operate` or `admin`",
    see: "#roles",
  },
  page: {
    name: "MCP_UI",
    fallback: "off",
    shownFallback: "`off`; `haproxy-mcp up`: `on`",
    kind: ON_OFF,
    meaning: "`on`: a page for browsers under `/ui/`, on the same port; who opens it signs in with a token",
    see: "page.md",
  },
  readOnly: {
    name: "MCP_READ_ONLY",
    fallback: "off",
    kind: ON_OFF,
    meaning:
      "`on`: every caller, with whatever token, has the role `read`, also on stdio; the command line is not limited",
  },
  /** Names of tools that no caller may use. */
  deniedTools: {
    name: "MCP_TOOLS_DENY",
    fallback: "",
    kind: TOOL_NAMES,
    meaning: "tools that no caller gets, such as `haproxy_reload,haproxy_delete_cert`",
  },
  toolsets: {
    name: "MCP_TOOLSETS",
    fallback: "core",
    kind: TOOLSET_LIST,
    meaning:
      "tools that clients get: `core` (the 28 of every day), `rollout` (whole moves in one call: replace servers, wait until healthy, " +
      "set many states), `history` (who changed what, and undo), `transfer` (export and import of domains and servers), a list of these, " +
      "or `all`",
    see: "tools.md",
  },
} satisfies Settings;
