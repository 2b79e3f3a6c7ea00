import { isIP } from "node:net";
import type { RuntimeApiAddress } from "@haproxy-mcp/runtime-api-client";
import { SLOT_LIMIT } from "@haproxy-mcp/validation";
import { ROLES } from "../access/caller.js";
import { parseNetwork } from "../mcp/networks.js";
import { readAcmeConfig } from "./acme-config.js";
import { readRendering } from "./rendering.js";
import { readLocalAddress } from "./server-address.js";
import {
  createSettingReader,
  FILE,
  type Kind,
  listOf,
  NAME,
  oneOf,
  PORT,
  type SettingReader,
  wholeNumber,
} from "./setting.js";
import { TOOLSET_LIST } from "./toolsets.js";
import { unknownSettings } from "./unknown-settings.js";

/** Most pools in the configuration; 5,000 of 10 slots exceed HAProxy's usual file limit. */
const POOL_LIMIT = 5000;

/** `none`: this server can neither check, reload nor watch HAProxy. */
const HOST_KINDS = ["podman", "systemd", "child", "none"] as const;

const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

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
    mcp: {
      host: reader.read("MCP_HOST", "0.0.0.0", HOST),
      port: reader.read("MCP_PORT", "8000", PORT),
      tokenFile: reader.read("MCP_TOKEN_FILE", "/opt/haproxy/conf/mcp-token.env", FILE),
      trustedNetworks: reader.read("MCP_TRUSTED_NETWORKS", "127.0.0.0/8,::1/128,100.64.0.0/10", NETWORKS),
      trustedProxies: reader.read("MCP_TRUSTED_PROXIES", "127.0.0.0/8,::1/128", NETWORKS),
      allowedHosts: reader.read("MCP_ALLOWED_HOSTS", "", HOST_NAMES),
      /** Of callers that need no token. */
      trustedRole: reader.read("MCP_TRUSTED_ROLE", "admin", oneOf(ROLES)),
      readOnly: reader.read("MCP_READ_ONLY", "off", oneOf(["on", "off"], "on or off")) === "on",
      /** Names of tools that no caller may use. */
      deniedTools: reader.read("MCP_TOOLS_DENY", "", TOOL_NAMES),
      toolsets: reader.read("MCP_TOOLSETS", "core", TOOLSET_LIST),
    },
    haproxy: {
      address: runtimeAddress(reader),
      mapFile: reader.read("HAPROXY_MAP_FILE", "/opt/haproxy/conf/domains.map", FILE),
      mapId: reader.optionalText("HAPROXY_MAP_ID"),
      serversFile: reader.read("HAPROXY_SERVERS_FILE", "/opt/haproxy/conf/servers.json", FILE),
      stateFile: reader.read("HAPROXY_STATE_FILE", "/opt/haproxy/data/servers.state", FILE),
      /** From the token of an `http-01` challenge to its answer. */
      challengeMapFile: reader.read("HAPROXY_CHALLENGE_MAP_FILE", "/opt/haproxy/conf/acme.map", FILE),
      poolCount: reader.read("HAPROXY_POOL_COUNT", "100", wholeNumber(1, POOL_LIMIT)),
      maxSlots: reader.read("HAPROXY_MAX_SLOTS", "10", wholeNumber(1, SLOT_LIMIT)),
      /** Whether servers may be addresses that HAProxy itself listens on. */
      allowOwnFrontends:
        reader.read("HAPROXY_ALLOW_OWN_FRONTENDS", "off", oneOf(["on", "off"], "on or off")) === "on",
    },
    rendering: readRendering(reader),
    /** How HAProxy runs on this machine. */
    host: {
      kind: reader.read("HAPROXY_HOST_KIND", "podman", oneOf(HOST_KINDS)),
      container: reader.read("HAPROXY_CONTAINER", "haproxy", NAME),
      unit: reader.read("HAPROXY_UNIT", "haproxy.service", NAME),
      /** The HAProxy program, with `HAPROXY_HOST_KIND=systemd` or `child`. */
      binary: reader.optionalText("HAPROXY_BIN") ?? "haproxy",
      /** Of the master CLI; `undefined`: where it is by default, if anywhere. */
      masterSocket: reader.optional("HAPROXY_MASTER_SOCKET", FILE),
      configFile: reader.read("HAPROXY_CONFIG_FILE", "/opt/haproxy/conf/haproxy.cfg", FILE),
      certsDir: reader.read("HAPROXY_CERTS_DIR", "/opt/haproxy/certs", FILE),
      /** HAProxy's path of that folder, if it can't be guessed. */
      crtList: reader.optionalText("HAPROXY_CRT_LIST"),
      /** Where it serves TLS; `undefined`: no handshake is made. */
      tlsAddress: readLocalAddress(reader, "HAPROXY_TLS_ADDRESS", "127.0.0.1:443"),
      /** Where it serves HTTP; `undefined`: its responses to `http-01` are not checked. */
      httpAddress: readLocalAddress(reader, "HAPROXY_HTTP_ADDRESS", "127.0.0.1:80"),
    },
    acme: readAcmeConfig(reader),
    logLevel: reader.read("LOG_LEVEL", "INFO", oneOf(LOG_LEVELS)),
    /** The variables that are set, with their values. */
    given: reader.given,
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  /** A message for each variable that looks like a setting but is not. */
  return { ...config, unknown: unknownSettings(environment, file, reader.names) };
}

const NETWORKS = listOf(parseNetwork, "a list of networks such as 127.0.0.0/8,::1/128");
const TOOL_NAMES = listOf(
  (name) => (/^haproxy_[a-z_]+$/.test(name) ? name : undefined),
  "a list of tools such as haproxy_reload,haproxy_delete_cert",
);
const HOST_NAMES = listOf(hostName, "a list of host names such as mcp.example.com");
const HOST: Kind<string> = {
  parse: (text) => (isIP(text) === 0 ? hostName(text) : text),
  allowed: "an IP address or a host name",
};

function hostName(text: string): string | undefined {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) ? text.toLowerCase() : undefined;
}

/** Both are read, so that a mistake in either is reported; the socket wins. */
function runtimeAddress(reader: SettingReader): RuntimeApiAddress {
  const host = reader.read("HAPROXY_HOST", "localhost", HOST);
  const tcp = { host, port: reader.read("HAPROXY_PORT", "9999", PORT) };
  if (reader.optionalText("HAPROXY_SOCKET") === undefined) return tcp;
  return { path: reader.read("HAPROXY_SOCKET", "", FILE) };
}
