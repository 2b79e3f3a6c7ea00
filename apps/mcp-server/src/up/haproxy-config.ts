import { writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import type { Config } from "../config.js";
import type { DataFolder } from "./data-folder.js";

/** The settings with everything in the data folder, and HAProxy reached through a socket in it. */
export function configInFolder(config: Config, folder: DataFolder, mcpPort: number | undefined): Config {
  const { mapFile, serversFile, stateFile, runtimeSocket, configFile } = folder;
  return {
    ...config,
    mcp: { ...config.mcp, ...(mcpPort !== undefined && { port: mcpPort }) },
    haproxy: {
      ...config.haproxy,
      address: { path: runtimeSocket },
      mapFile,
      mapId: mapFile,
      serversFile,
      stateFile,
    },
    host: { ...config.host, kind: "child", configFile },
  };
}

/** Writes `haproxy.cfg` anew at every start, so that it follows the settings. */
export async function writeHaproxyConfig(
  folder: DataFolder,
  { haproxy }: Config,
  httpPort: number,
): Promise<void> {
  const text = renderConfig({
    pools: { count: haproxy.poolCount, slots: haproxy.maxSlots },
    httpBinds: [`*:${httpPort}`, ...(hasIpv6() ? [`[::]:${httpPort} v6only`] : [])],
    statsSockets: [`${folder.runtimeSocket} mode 600 level admin`],
    mapFile: folder.mapFile,
    stateFile: folder.stateFile,
  });
  await writeFile(folder.configFile, text, { mode: 0o600 });
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family }) => family === "IPv6"),
  );
}
