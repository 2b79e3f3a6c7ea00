import { readFile, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { askFeatures, renderConfig } from "@haproxy-mcp/haproxy-host";
import { PRIVILEGES } from "../haproxy/render-config.js";
import { exists } from "../program/exists.js";
import type { Config } from "../settings/config.js";
import type { DataFolder } from "./data-folder.js";
import type { UpPorts } from "./options.js";

/** The settings, with every path and HAProxy's socket in the data folder, and with the page unless it is switched off. */
export function configInFolder(
  config: Config,
  folder: DataFolder,
  { mcpPort, httpPort, httpsPort }: Pick<UpPorts, "mcpPort" | "httpPort" | "httpsPort">,
): Config {
  const { mapFile, challengeMapFile, serversFile, stateFile, runtimeSocket, configFile, certsDir } = folder;
  return {
    ...config,
    mcp: {
      ...config.mcp,
      port: mcpPort ?? config.mcp.port,
      page: config.given["MCP_UI"] === undefined || config.mcp.page,
    },
    haproxy: {
      ...config.haproxy,
      address: { path: runtimeSocket },
      mapFile,
      mapId: mapFile,
      challengeMapFile,
      serversFile,
      stateFile,
    },
    host: {
      ...config.host,
      kind: "child",
      configFile,
      certsDir,
      crtList: undefined,
      tlsAddress: { host: "127.0.0.1", port: httpsPort },
      httpAddress: { host: "127.0.0.1", port: httpPort },
    },
    acme: { ...config.acme, dataDir: join(folder.path, "acme") },
  };
}

/** Writes `haproxy.cfg` from scratch at every start, so that it follows the settings. @throws HostError `PROGRAM_MISSING` */
export async function writeHaproxyConfig(
  folder: DataFolder,
  { haproxy, host }: Config,
  { httpPort, httpsPort }: Pick<UpPorts, "httpPort" | "httpsPort">,
): Promise<void> {
  const { quic } = await askFeatures(host.binary);
  const bindsOf = (port: number, family = "") => [
    `${family && `${family}4@`}*:${port}`,
    ...(hasIpv6() ? [`${family && `${family}6@`}[::]:${port} v6only`] : []),
  ];
  const text = renderConfig({
    pools: { count: haproxy.poolCount, slots: haproxy.maxSlots },
    httpBinds: bindsOf(httpPort),
    https: {
      binds: bindsOf(httpsPort),
      quicBinds: quic ? bindsOf(httpsPort, "quic") : [],
      port: httpsPort,
      certsDir: folder.certsDir,
      // the first requests may use plain HTTP
      redirect: false,
    },
    statsSockets: [`${folder.runtimeSocket} mode 600 level admin`],
    mapFile: folder.mapFile,
    stateFile: folder.stateFile,
    challengeMapFile: folder.challengeMapFile,
    // in its ring: the terminal is for messages
    accessLog: {},
    privileges: process.getuid?.() === 0 && (await hasHaproxyUser()) ? PRIVILEGES : undefined,
  });
  await writeFile(folder.configFile, text, { mode: 0o600 });
}

/** The user of Debian's package. Without it, HAProxy started by root stays root. */
async function hasHaproxyUser(): Promise<boolean> {
  const [users, groups] = await Promise.all(
    ["/etc/passwd", "/etc/group"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const isThere = (list: string | undefined, name: string) =>
    list?.split("\n").some((line) => line.startsWith(`${name}:`));
  return (
    (await exists(PRIVILEGES.chroot)) &&
    isThere(users, PRIVILEGES.user) === true &&
    isThere(groups, PRIVILEGES.group) === true
  );
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family }) => family === "IPv6"),
  );
}
