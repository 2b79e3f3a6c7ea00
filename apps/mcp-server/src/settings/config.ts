import type { RuntimeApiAddress } from "@haproxy-mcp/runtime-api-client";
import { readAcmeConfig } from "./acme-config.js";
import { haproxySettings, runtimeSettings } from "./haproxy-settings.js";
import { hostSettings } from "./host-settings.js";
import { logSettings } from "./log-settings.js";
import { mcpSettings } from "./mcp-settings.js";
import { renderingSettings } from "./rendering-settings.js";
import type { ServerAddress } from "./server-address.js";
import { createSettingReader, type SettingReader } from "./setting.js";
import { unknownSettings } from "./unknown-settings.js";

/** All settings of the server; docs/settings.md describes each. */
export type Config = ReturnType<typeof loadConfig>;

/** Settings that do not parse: one line for each, with the variable, its value and the allowed values. */
export class ConfigError extends Error {
  override readonly name: string = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * @param file settings of this machine; those of the environment take precedence
 * @throws ConfigError that names every setting at fault
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string>> = {},
) {
  const reader = createSettingReader({ ...file, ...environment });
  const config = {
    mcp: reader.read(mcpSettings),
    haproxy: { address: runtimeAddress(reader), ...reader.read(haproxySettings) },
    /** What the rendered haproxy.cfg has, where operators differ. */
    rendering: reader.read(renderingSettings),
    host: readHost(reader),
    acme: readAcmeConfig(reader),
    logLevel: reader.read(logSettings).level,
    /** The variables that are set, with their values. */
    given: reader.given,
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  /** A message for each variable that looks like a setting but is not. */
  return { ...config, unknown: unknownSettings(environment, file) };
}

/** The socket wins. */
function runtimeAddress(reader: SettingReader): RuntimeApiAddress {
  const { socket, ...tcp } = reader.read(runtimeSettings);
  return socket === undefined ? tcp : { path: socket };
}

/** How HAProxy runs on this machine. */
function readHost(reader: SettingReader) {
  const { tlsAddress, httpAddress, ...host } = reader.read(hostSettings);
  return {
    ...host,
    /** Where it serves TLS; `undefined`: no handshake is made. */
    tlsAddress: unlessNone(tlsAddress),
    /** Where it serves HTTP; `undefined`: its responses to `http-01` are not checked. */
    httpAddress: unlessNone(httpAddress),
  };
}

function unlessNone(address: ServerAddress | "none"): ServerAddress | undefined {
  return address === "none" ? undefined : address;
}
