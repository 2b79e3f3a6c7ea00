/**
 * What clients ask a user for when they install the server: the settings that `docs/settings.md` explains, those of every day.
 *
 * @typedef {object} ClientSetting
 * @property {string} name
 * @property {string} title
 * @property {string} description
 * @property {boolean} [isFile]
 * @property {boolean} [isSecret]
 */

/** @type {readonly ClientSetting[]} */
export const CLIENT_SETTINGS = [
  {
    name: "HAPROXY_MCP_URL",
    title: "Server on another machine",
    description:
      "haproxy-mcp that runs with HAProxy elsewhere, such as https://mcp.example.com/mcp; of the other settings, only the token then counts. Empty: the HAProxy of this machine",
  },
  {
    name: "HAPROXY_MCP_TOKEN",
    title: "Token",
    description: "Token of that server, as haproxy-mcp token new prints it there",
    isSecret: true,
  },
  {
    name: "HAPROXY_SOCKET",
    title: "Runtime API socket",
    description:
      "UNIX socket of HAProxy's Runtime API. Empty: /run/haproxy-mcp/haproxy.sock, or port 9999 of this machine",
    isFile: true,
  },
  {
    name: "HAPROXY_HOST_KIND",
    title: "How HAProxy runs",
    description: "podman, systemd, child, or none where it can't be checked or reloaded",
  },
  {
    name: "HAPROXY_MAP_FILE",
    title: "Map of domains",
    description: "Empty: /opt/haproxy/conf/domains.map",
    isFile: true,
  },
  {
    name: "HAPROXY_SERVERS_FILE",
    title: "File of servers",
    description: "Empty: /opt/haproxy/conf/servers.json",
    isFile: true,
  },
  {
    name: "HAPROXY_STATE_FILE",
    title: "Server-state file",
    description: "Empty: /opt/haproxy/data/servers.state",
    isFile: true,
  },
  {
    name: "HAPROXY_CERTS_DIR",
    title: "Folder of certificates",
    description: "Empty: /opt/haproxy/certs",
  },
  {
    name: "MCP_TOOLSETS",
    title: "Toolsets",
    description: "core (empty: this one), rollout, history, a list of these, or all",
  },
  {
    name: "MCP_READ_ONLY",
    title: "Read only",
    description: "on: tools that change something are refused",
  },
];
