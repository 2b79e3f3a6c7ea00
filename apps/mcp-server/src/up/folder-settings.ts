import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../settings/config.js";
import { renderSettingsFile } from "../settings/settings-file.js";
import type { DataFolder } from "./data-folder.js";

/** Of the settings file in the folder. */
export function settingsFileOf({ path }: Pick<DataFolder, "path">): string {
  return join(path, "settings.env");
}

/** For commands that are run beside the server: `HAPROXY_MCP_SETTINGS` names the file. Secrets are left out. */
export async function writeFolderSettings(folder: DataFolder, config: Config): Promise<void> {
  const { mcp, haproxy, host, acme, given } = config;
  const { tlsAddress, httpAddress } = host;
  const text = renderSettingsFile({
    ...given,
    MCP_PORT: String(mcp.port),
    HAPROXY_SOCKET: folder.runtimeSocket,
    HAPROXY_MAP_FILE: haproxy.mapFile,
    HAPROXY_SERVERS_FILE: haproxy.serversFile,
    HAPROXY_STATE_FILE: haproxy.stateFile,
    HAPROXY_CHALLENGE_MAP_FILE: haproxy.challengeMapFile,
    HAPROXY_HOST_KIND: host.kind,
    HAPROXY_CONFIG_FILE: host.configFile,
    HAPROXY_CERTS_DIR: host.certsDir,
    HAPROXY_TLS_ADDRESS: `${tlsAddress?.host}:${tlsAddress?.port}`,
    HAPROXY_HTTP_ADDRESS: `${httpAddress?.host}:${httpAddress?.port}`,
    ACME_DATA_DIR: acme.dataDir,
  });
  await writeFile(settingsFileOf(folder), text, { mode: 0o600 });
}
