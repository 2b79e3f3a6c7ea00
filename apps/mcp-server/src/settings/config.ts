import { isIP } from "node:net";
import type { RuntimeApiAddress } from "@haproxy-mcp/runtime-api-client";
import { SLOT_LIMIT } from "@haproxy-mcp/validation";
import { type Network, parseNetwork } from "../mcp/networks.js";
import { type AcmeConfig, readAcmeConfig } from "./acme-config.js";
import {
  absolutePath,
  createSettingReader,
  FILE,
  listOf,
  NAME,
  oneOf,
  plainName,
  type SettingReader,
  wholeNumber,
} from "./setting.js";
import { readTlsAddress, type TlsAddress } from "./tls-address.js";
import { unknownSettings } from "./unknown-settings.js";

/** Most pools that the configuration may hold; 5,000 of 10 slots go past HAProxy's usual file limit. */
const POOL_LIMIT = 5000;

/** `none`: HAProxy runs where we can neither check, reload nor look at it. */
const HOST_KINDS = ["podman", "systemd", "child", "none"] as const;
type HostKind = (typeof HOST_KINDS)[number];

const LOG_LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything the server is told from outside. Every setting is described in docs/settings.md. */
export interface Config {
  readonly mcp: {
    readonly host: string;
    readonly port: number;
    readonly tokenFile: string;
    readonly trustedNetworks: readonly Network[];
    readonly trustedProxies: readonly Network[];
    readonly allowedHosts: readonly string[];
  };
  readonly haproxy: {
    readonly address: RuntimeApiAddress;
    readonly mapFile: string;
    readonly mapId: string | undefined;
    readonly serversFile: string;
    readonly stateFile: string;
    readonly poolCount: number;
    readonly maxSlots: number;
  };
  /** How HAProxy runs on this machine. */
  readonly host: {
    readonly kind: HostKind;
    readonly container: string;
    readonly unit: string;
    /** The HAProxy program, for the kinds `systemd` and `child`. */
    readonly binary: string;
    readonly configFile: string;
    readonly certsDir: string;
    /** What HAProxy calls that folder, where it cannot be guessed. */
    readonly crtList: string | undefined;
    /** Where it answers TLS; `undefined`: nobody looks. */
    readonly tlsAddress: TlsAddress | undefined;
  };
  readonly acme: AcmeConfig;
  readonly logLevel: LogLevel;
  /** The variables that are set, with their texts. */
  readonly given: Readonly<Record<string, string>>;
  /** Variables that look like settings and are none, in words. */
  readonly unknown: readonly string[];
}

/** Settings that do not parse: one line for each, with the variable, what it was and what it may be. */
export class ConfigError extends Error {
  override readonly name: string = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/**
 * @param file settings of this machine, over which those of the environment win
 * @throws ConfigError that names every setting at fault
 */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string>> = {},
): Config {
  const reader = createSettingReader({ ...file, ...environment });
  const config = {
    mcp: {
      host: reader.read("MCP_HOST", "0.0.0.0", hostToBind, "an IP address or a host name"),
      port: reader.read("MCP_PORT", "8000", port, PORT),
      tokenFile: reader.read("MCP_TOKEN_FILE", "/opt/haproxy/conf/mcp-token.env", absolutePath, FILE),
      trustedNetworks: reader.read(
        "MCP_TRUSTED_NETWORKS",
        "127.0.0.0/8,::1/128,100.64.0.0/10",
        listOf(parseNetwork),
        NETWORKS,
      ),
      trustedProxies: reader.read(
        "MCP_TRUSTED_PROXIES",
        "127.0.0.0/8,::1/128",
        listOf(parseNetwork),
        NETWORKS,
      ),
      allowedHosts: reader.read(
        "MCP_ALLOWED_HOSTS",
        "",
        listOf(hostName),
        "a list of host names such as mcp.example.com",
      ),
    },
    haproxy: {
      address: runtimeAddress(reader),
      mapFile: reader.read("HAPROXY_MAP_FILE", "/opt/haproxy/conf/domains.map", absolutePath, FILE),
      mapId: reader.optionalText("HAPROXY_MAP_ID"),
      serversFile: reader.read("HAPROXY_SERVERS_FILE", "/opt/haproxy/conf/servers.json", absolutePath, FILE),
      stateFile: reader.read("HAPROXY_STATE_FILE", "/opt/haproxy/data/servers.state", absolutePath, FILE),
      poolCount: reader.read(
        "HAPROXY_POOL_COUNT",
        "100",
        wholeNumber(1, POOL_LIMIT),
        `a whole number from 1 to ${POOL_LIMIT}`,
      ),
      maxSlots: reader.read(
        "HAPROXY_MAX_SLOTS",
        "10",
        wholeNumber(1, SLOT_LIMIT),
        `a whole number from 1 to ${SLOT_LIMIT}`,
      ),
    },
    host: {
      kind: reader.read("HAPROXY_HOST_KIND", "podman", oneOf(HOST_KINDS), `one of ${HOST_KINDS.join(", ")}`),
      container: reader.read("HAPROXY_CONTAINER", "haproxy", plainName, NAME),
      unit: reader.read("HAPROXY_UNIT", "haproxy.service", plainName, NAME),
      binary: reader.optionalText("HAPROXY_BIN") ?? "haproxy",
      configFile: reader.read("HAPROXY_CONFIG_FILE", "/opt/haproxy/conf/haproxy.cfg", absolutePath, FILE),
      certsDir: reader.read("HAPROXY_CERTS_DIR", "/opt/haproxy/certs", absolutePath, FILE),
      crtList: reader.optionalText("HAPROXY_CRT_LIST"),
      tlsAddress: readTlsAddress(reader),
    },
    acme: readAcmeConfig(reader),
    logLevel: reader.read("LOG_LEVEL", "INFO", oneOf(LOG_LEVELS), `one of ${LOG_LEVELS.join(", ")}`),
    given: reader.given,
  };
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return { ...config, unknown: unknownSettings(environment, file, reader.names) };
}

const PORT = "a port from 1 to 65535";
const NETWORKS = "a list of networks such as 127.0.0.0/8,::1/128";

const port = wholeNumber(1, 65535);

function hostName(text: string): string | undefined {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) ? text.toLowerCase() : undefined;
}

function hostToBind(text: string): string | undefined {
  return isIP(text) !== 0 ? text : hostName(text);
}

/** Both are read, so that a mistake in either is reported; the socket wins. */
function runtimeAddress(reader: SettingReader): RuntimeApiAddress {
  const host = reader.read("HAPROXY_HOST", "localhost", hostToBind, "an IP address or a host name");
  const tcp = { host, port: reader.read("HAPROXY_PORT", "9999", port, PORT) };
  if (reader.optionalText("HAPROXY_SOCKET") === undefined) return tcp;
  return { path: reader.read("HAPROXY_SOCKET", "", absolutePath, FILE) };
}
