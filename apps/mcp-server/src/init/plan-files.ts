import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createDefaultCertificate, DEFAULT_CERTIFICATE_FILE, type Features } from "@haproxy-mcp/haproxy-host";
import { renderServerState } from "@haproxy-mcp/load-balancer";
import { emptyState } from "@haproxy-mcp/map-store";
import { renderHaproxyConfig } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { renderSettingsFile, SETTINGS_FILE } from "../settings/settings-file.js";
import { marked } from "./mark.js";
import { type PlannedFile, PRIVATE, READABLE } from "./planned-file.js";
import { plannedUnits } from "./units.js";

const TOKEN_BYTES = 32;

/** Everything that `haproxy-mcp init` wants on a machine, for the settings at hand. */
export function planFiles(
  config: Config,
  features: Pick<Features, "quic" | "prometheus">,
  program: string,
): readonly PlannedFile[] {
  const { haproxy, host, mcp } = config;
  const rendered = (path: string, text: string): PlannedFile => ({
    path,
    content: marked(text),
    mode: READABLE,
    kind: "rendered",
  });
  const seed = (path: string, content: string): PlannedFile => ({
    path,
    content,
    mode: READABLE,
    kind: "seed",
  });
  const secret = (path: string, content: string): PlannedFile => ({
    path,
    content,
    mode: PRIVATE,
    kind: "secret",
  });
  return [
    rendered(host.configFile, renderHaproxyConfig(config, features)),
    { ...rendered(SETTINGS_FILE, renderSettingsFile(config.given)), mode: PRIVATE },
    ...plannedUnits(config, program),
    seed(haproxy.mapFile, ""),
    seed(haproxy.serversFile, "{}\n"),
    seed(haproxy.stateFile, renderServerState({ state: emptyState, problems: [] }, "")),
    secret(join(host.certsDir, DEFAULT_CERTIFICATE_FILE), createDefaultCertificate()),
    secret(mcp.tokenFile, `MCP_TOKEN=${randomBytes(TOKEN_BYTES).toString("base64url")}\n`),
  ];
}
