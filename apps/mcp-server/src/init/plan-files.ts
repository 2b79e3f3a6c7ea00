import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DEFAULT_CERTIFICATE_FILE } from "@haproxy-mcp/acme-manager";
import { createDefaultCertificate, type Features, renderConfig } from "@haproxy-mcp/haproxy-host";
import { renderServerState } from "@haproxy-mcp/load-balancer";
import { emptyState } from "@haproxy-mcp/map-store";
import { configSettings } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { renderSettingsFile, SETTINGS_FILE } from "../settings/settings-file.js";
import { marked } from "./mark.js";
import { type PlannedFile, PRIVATE, READABLE } from "./planned-file.js";
import { plannedUnits, type UnitOptions } from "./units.js";

const TOKEN_BYTES = 32;

/** Every file that `haproxy-mcp init` creates for the settings. */
export function planFiles(
  config: Config,
  features: Pick<Features, "quic" | "prometheus">,
  units: UnitOptions,
): readonly PlannedFile[] {
  const { haproxy, host, mcp } = config;
  const emptyServerState = renderServerState({ state: emptyState, problems: [], missing: new Map() }, "");
  const token = `MCP_TOKEN=${randomBytes(TOKEN_BYTES).toString("base64url")}\n`;
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
    secret(mcp.tokenFile, token),
  ];
}

function seed(path: string, content: string): PlannedFile {
  return { kind: "seed", path, content, mode: READABLE, affects: ["folders"] };
}

/** HAProxy reads them when it starts or reloads. */
function secret(path: string, content: string): PlannedFile {
  return { kind: "secret", path, content, mode: PRIVATE, affects: ["folders", "configuration"] };
}
