import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { DEFAULT_CERTIFICATE_FILE } from "@haproxy-mcp/acme-manager";
import { createDefaultCertificate, type Features } from "@haproxy-mcp/haproxy-host";
import { renderServerState } from "@haproxy-mcp/load-balancer";
import { emptyState } from "@haproxy-mcp/map-store";
import { renderHaproxyConfig } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { renderSettingsFile, SETTINGS_FILE } from "../settings/settings-file.js";
import { marked } from "./mark.js";
import { type PlannedFile, PRIVATE, READABLE } from "./planned-file.js";
import { plannedUnits } from "./units.js";

const TOKEN_BYTES = 32;

/** Every file that `haproxy-mcp init` creates for the settings. */
export function planFiles(
  config: Config,
  features: Pick<Features, "quic" | "prometheus">,
  program: string,
): readonly PlannedFile[] {
  const { haproxy, host, mcp } = config;
  return [
    planned("rendered", host.configFile, marked(renderHaproxyConfig(config, features))),
    planned("rendered", SETTINGS_FILE, marked(renderSettingsFile(config.given)), PRIVATE),
    ...plannedUnits(config, program),
    planned("seed", haproxy.mapFile, ""),
    planned("seed", haproxy.challengeMapFile, ""),
    planned("seed", haproxy.serversFile, "{}\n"),
    planned(
      "seed",
      haproxy.stateFile,
      renderServerState({ state: emptyState, problems: [], missing: new Map() }, ""),
    ),
    planned("secret", join(host.certsDir, DEFAULT_CERTIFICATE_FILE), createDefaultCertificate(), PRIVATE),
    planned(
      "secret",
      mcp.tokenFile,
      `MCP_TOKEN=${randomBytes(TOKEN_BYTES).toString("base64url")}\n`,
      PRIVATE,
    ),
  ];
}

function planned(kind: PlannedFile["kind"], path: string, content: string, mode = READABLE): PlannedFile {
  return { kind, path, content, mode };
}
