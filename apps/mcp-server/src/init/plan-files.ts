import { join } from "node:path";
import { DEFAULT_CERTIFICATE_FILE } from "@haproxy-mcp/acme-manager";
import { createDefaultCertificate, type Features, renderConfig } from "@haproxy-mcp/haproxy-host";
import { renderServerState } from "@haproxy-mcp/load-balancer";
import { emptyState } from "@haproxy-mcp/map-store";
import { tokenFilesOf } from "../access/token-files.js";
import { formatTokenMap, tokenMapOf } from "../access/token-map.js";
import { generateToken } from "../access/token-records.js";
import { configSettings } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { renderSettingsFile, SETTINGS_FILE } from "../settings/settings-file.js";
import { marked } from "./mark.js";
import { type PlannedFile, PRIVATE, READABLE } from "./planned-file.js";
import { plannedUnits, type UnitOptions } from "./units.js";

/**
 * Every file that `haproxy-mcp init` creates for the settings.
 *
 * @param existingToken the one that `mcp-token.env` has already
 */
export function planFiles(
  config: Config,
  features: Pick<Features, "quic" | "prometheus">,
  units: UnitOptions,
  existingToken?: string | undefined,
): readonly PlannedFile[] {
  const { haproxy, host, mcp } = config;
  const emptyServerState = renderServerState({ state: emptyState, problems: [], missing: new Map() }, "");
  const token = existingToken ?? generateToken();
  const tokenMap = formatTokenMap(tokenMapOf(new Map(), token));
  return [
    {
      kind: "rendered",
      path: host.configFile,
      content: marked(renderConfig(configSettings(config, features))),
      mode: READABLE,
      affects: ["configuration"],
    },
    {
      kind: "rendered",
      path: SETTINGS_FILE,
      content: marked(renderSettingsFile(config.given)),
      mode: PRIVATE,
      affects: ["folders", "server"],
    },
    ...plannedUnits(config, units),
    seed(haproxy.mapFile, ""),
    seed(haproxy.challengeMapFile, ""),
    seed(haproxy.serversFile, "{}\n"),
    seed(haproxy.stateFile, emptyServerState),
    secret(join(host.certsDir, DEFAULT_CERTIFICATE_FILE), createDefaultCertificate()),
    secret(mcp.tokenFile, `MCP_TOKEN=${token}\n`),
    secret(tokenFilesOf(config).tokenMapFile, tokenMap),
  ];
}

function seed(path: string, content: string): PlannedFile {
  return { kind: "seed", path, content, mode: READABLE, affects: ["folders"] };
}

/** HAProxy reads them when it starts or reloads. */
function secret(path: string, content: string): PlannedFile {
  return { kind: "secret", path, content, mode: PRIVATE, affects: ["folders", "configuration"] };
}
