import { isIPv6 } from "node:net";
import type { AccessLog, ConfigSettings, Features } from "@haproxy-mcp/haproxy-host";
import { tokenFilesOf } from "../access/token-files.js";
import { formatNetwork } from "../mcp/networks.js";
import type { Config } from "../settings/config.js";
import { isInLocalFolder, LOCAL_SOCKET, localSocketOf } from "./local-socket.js";

/** The same in the Debian package and in the official container image. */
export const PRIVILEGES = { user: "haproxy", group: "haproxy", chroot: "/var/lib/haproxy" };
const STATISTICS_BIND = "127.0.0.1:8404";
/** The user that runs the server. In a container it has no name. */
export const SERVICE_USER = "haproxy-mcp";

/** What `haproxy.cfg` has, for the settings. */
export function configSettings(
  config: Config,
  features: Pick<Features, "quic" | "prometheus">,
): ConfigSettings {
  const { haproxy, host, mcp, rendering } = config;
  return {
    pools: { count: haproxy.poolCount, slots: haproxy.maxSlots },
    httpBinds: ["*:80", "[::]:80 v6only"],
    statsSockets: runtimeSockets(config),
    mapFile: haproxy.mapFile,
    stateFile: haproxy.stateFile,
    challengeMapFile: haproxy.challengeMapFile,
    maxConnections: rendering.maxConnections,
    accessLog: accessLogOf(config),
    trustedProxies: rendering.trustedProxies.map(formatNetwork),
    https: {
      binds: ["*:443", "[::]:443 v6only"],
      quicBinds: features.quic ? ["quic4@*:443", "quic6@[::]:443 v6only"] : [],
      port: 443,
      certsDir: host.certsDir,
      redirect: true,
      hstsSec: rendering.hstsSec === 0 ? undefined : rendering.hstsSec,
      securityHeaders: rendering.securityHeaders,
    },
    statistics: { bind: STATISTICS_BIND, prometheus: features.prometheus },
    // a child of the server has none to drop
    privileges: host.kind === "child" ? undefined : PRIVILEGES,
    mcp:
      mcp.allowedHosts.length === 0
        ? undefined
        : {
            hosts: mcp.allowedHosts,
            server: loopbackAddress(mcp.host, mcp.port),
            trustedNetworks: mcp.trustedNetworks.map(formatNetwork),
            tokenMapFile: tokenFilesOf(config).tokenMapFile,
            hasPage: mcp.page,
          },
  };
}

/** Without the socket whose folder only `init` makes: HAProxy would not start. */
export function withoutLocalSocket(wanted: ConfigSettings): ConfigSettings {
  const statsSockets = wanted.statsSockets.filter((socket) => !socket.startsWith(`${LOCAL_SOCKET} `));
  return { ...wanted, statsSockets: statsSockets.length === 0 ? wanted.statsSockets : statsSockets };
}

/** A child's output is kept for errors only. */
function accessLogOf({ host, rendering: { accessLog } }: Config): AccessLog | undefined {
  if (accessLog === "off") return undefined;
  const isRingOnly = accessLog === "ring" || (accessLog === "stdout" && host.kind === "child");
  return { target: isRingOnly ? undefined : accessLog };
}

/** TCP is how existing clients reach HAProxy; every local user can, too. */
function runtimeSockets(config: Config): readonly string[] {
  const { address } = config.haproxy;
  if ("path" in address) return [unixSocket(address.path, config)];
  const local = localSocketOf(config);
  const tcp = `ipv4@127.0.0.1:${address.port} level admin`;
  return local === undefined ? [tcp] : [unixSocket(local, config), tcp];
}

/** In a container the server's user has no name. */
function unixSocket(path: string, { host }: Config): string {
  if (isInLocalFolder(path)) return `${path} mode 666 level admin`;
  const owner = host.kind === "systemd" ? ` user ${SERVICE_USER}` : "";
  return `${path}${owner} mode 600 level admin`;
}

/** Where HAProxy reaches the MCP server. */
function loopbackAddress(host: string, port: number): string {
  if (host === "0.0.0.0" || host === "::" || host === "localhost") return `127.0.0.1:${port}`;
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
