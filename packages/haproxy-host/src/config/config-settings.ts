import type { PoolRange } from "@haproxy-mcp/pool-allocator";
import { HostError } from "../errors.js";

/** Settings of a rendered configuration. Paths are as HAProxy sees them. */
export interface ConfigSettings {
  /** Backends named `pool_1`, `pool_2`, …, with servers named `pool_1_1`, `pool_1_2`, … */
  readonly pools: PoolRange;
  /** Arguments of `bind`: `*:80`, `[::]:80 v6only`, `unix@/run/http.sock`. */
  readonly httpBinds: readonly string[];
  /** Arguments of `stats socket`: `/run/haproxy.sock mode 660 level admin`. */
  readonly statsSockets: readonly string[];
  /** Path of `domains.map`. The file must exist when HAProxy starts. */
  readonly mapFile: string;
  /** Path of the server-state file. */
  readonly stateFile: string;
  /**
   * Path of the map from the token of an ACME challenge `http-01` to its key authorization (RFC 8555 section 8.3), which HAProxy then
   * responds with itself, for any host. The file must exist when HAProxy starts. Default: challenges go where other requests go.
   */
  readonly challengeMapFile?: string | undefined;
  /** Concurrent connections of clients. Default: what HAProxy derives from its limit of open files. */
  readonly maxConnections?: number | undefined;
  /** Default: none. */
  readonly accessLog?: AccessLog | undefined;
  /** Networks of proxies in front, whose `X-Forwarded-…` headers are believed: `192.0.2.0/24`. Default: no proxy is. */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Default: plain HTTP only. */
  readonly https?: HttpsSettings | undefined;
  /** Statistics page at `/`, and Prometheus metrics at `/metrics`. Default: none. */
  readonly statistics?: StatisticsSettings | undefined;
  /** Privileges that HAProxy drops when it is started as root. Default: none. */
  readonly privileges?: PrivilegeSettings | undefined;
  /** Route for MCP clients from outside. Default: none. */
  readonly mcp?: McpRoute | undefined;
}

/** One line of JSON for each request, always also in a ring that `show events access` reads. */
export interface AccessLog {
  /** Argument of `log`: `stdout`, or a syslog server as `127.0.0.1:514` or `/dev/log`, seen from the chroot. Default: the ring only. */
  readonly target?: string | undefined;
}

/** The HTTPS frontend of the rendered configuration. */
export interface HttpsSettings {
  /** Arguments of `bind` for HTTP/1.1 and HTTP/2 over TLS: `*:443`. */
  readonly binds: readonly string[];
  /** The same for HTTP/3: `quic4@*:443`. Empty for an HAProxy without QUIC. */
  readonly quicBinds: readonly string[];
  /** Port that clients connect to; redirects and `alt-svc` name it. */
  readonly port: number;
  /** Folder of the certificates. The first by name is served when no other matches. */
  readonly certsDir: string;
  /** Whether plain HTTP is redirected to HTTPS. */
  readonly redirect: boolean;
  /**
   * `max-age` of HSTS (RFC 6797) in seconds, sent unless the default certificate is served or the application sets it. Default: none is
   * sent.
   */
  readonly hstsSec?: number | undefined;
  /** Whether `x-content-type-options`, `x-frame-options` and `referrer-policy` are sent where the application doesn't. Default: no. */
  readonly securityHeaders?: boolean | undefined;
}

/** The frontend for the statistics page and metrics. */
export interface StatisticsSettings {
  /** Arguments of `bind`: `127.0.0.1:8404`. */
  readonly bind: string;
  /** Whether HAProxy has the Prometheus exporter, as `haproxy -vv` shows. */
  readonly prometheus: boolean;
}

/**
 * What HAProxy drops its privileges to: `user`, `group` and `chroot` of its configuration (HAProxy configuration manual, section
 * 3.1).
 */
export interface PrivilegeSettings {
  readonly user: string;
  readonly group: string;
  readonly chroot: string;
}

/** The route to the MCP server in the rendered configuration, with the check of bearer tokens. */
export interface McpRoute {
  /** Names that clients call the MCP server by. */
  readonly hosts: readonly string[];
  /** Where it listens: `127.0.0.1:8000`. */
  readonly server: string;
  /** Networks that need no token: `100.64.0.0/10`. */
  readonly trustedNetworks: readonly string[];
  /**
   * Path of the map from the SHA-256 digest of a token, in lower-case hexadecimal digits, to its end in seconds since 1970. The file must
   * exist when HAProxy starts; commands of the Runtime API such as `add map` change it without a reload.
   */
  readonly tokenMapFile: string;
  /** Whether the server has a page for browsers under `/ui/`, where they sign in: it needs no bearer token. Default: it has none. */
  readonly hasPage?: boolean | undefined;
}

const WORDS = /^[^\p{Cc}"'\\#$]+$/u;
const WORD = /^[^\p{Cc}\s"'\\#$]+$/u;
const PATH = /^\/[^\p{Cc}\s"'\\#$]+$/u;
/** The map's path is also an argument of a converter, where a comma or parenthesis would end it. */
const PATH_IN_CONVERTER = /^\/[^\p{Cc}\s"'\\#$(),]+$/u;
const HOST_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const NETWORK = /^[0-9a-f.:]+(?:\/\d{1,3})?$/i;
/** `stdout`, a path, or an address with a port. */
const LOG_TARGET = /^(?:stdout|\/[^\p{Cc}\s"'\\#$]+|[\w.-]+:\d{1,5}|\[[0-9a-f:]+\]:\d{1,5})$/u;
const PORT_LIMIT = 65_535;

/** @throws HostError `INVALID_SETTING` for text that would end a line, a word or a quote of the configuration */
export function assertConfigSettings(settings: ConfigSettings): void {
  const { pools, httpBinds, statsSockets, mapFile, stateFile, maxConnections } = settings;
  assertCount("pools.count", pools.count);
  assertCount("pools.slots", pools.slots);
  if (maxConnections !== undefined) assertCount("maxConnections", maxConnections);
  if (httpBinds.length === 0)
    throw new HostError("INVALID_SETTING", "httpBinds must not be empty; add an address, such as *:80");
  assertTexts("httpBinds", httpBinds, WORDS);
  assertTexts("statsSockets", statsSockets, WORDS);
  assertTexts("mapFile", [mapFile], PATH_IN_CONVERTER);
  assertTexts("stateFile", [stateFile], PATH);
  if (settings.challengeMapFile !== undefined)
    assertTexts("challengeMapFile", [settings.challengeMapFile], PATH_IN_CONVERTER);
  if (settings.accessLog?.target !== undefined)
    assertTexts("accessLog.target", [settings.accessLog.target], LOG_TARGET);
  assertTexts("trustedProxies", settings.trustedProxies ?? [], NETWORK);
  if (settings.https !== undefined) assertHttps(settings.https);
  if (settings.statistics !== undefined) assertTexts("statistics.bind", [settings.statistics.bind], WORDS);
  for (const [name, value] of Object.entries(settings.privileges ?? {}))
    assertTexts(`privileges.${name}`, [value], name === "chroot" ? PATH : WORD);
  if (settings.mcp !== undefined) assertMcp(settings.mcp);
}

function assertHttps({ binds, quicBinds, port, certsDir, hstsSec }: HttpsSettings): void {
  assertTexts("https.binds", binds, WORDS);
  assertTexts("https.quicBinds", quicBinds, WORDS);
  assertCount("https.port", port, PORT_LIMIT);
  if (hstsSec !== undefined) assertCount("https.hstsSec", hstsSec);
  assertTexts("https.certsDir", [certsDir], PATH);
}

function assertMcp({ hosts, server, trustedNetworks, tokenMapFile }: McpRoute): void {
  if (hosts.length === 0)
    throw new HostError("INVALID_SETTING", "mcp.hosts must not be empty; add a host name");
  assertTexts("mcp.hosts", hosts, HOST_NAME);
  assertTexts("mcp.server", [server], WORD);
  assertTexts("mcp.trustedNetworks", trustedNetworks, NETWORK);
  assertTexts("mcp.tokenMapFile", [tokenMapFile], PATH_IN_CONVERTER);
}

function assertCount(name: string, value: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? "from 1" : `from 1 to ${most}`;
  throw new HostError("INVALID_SETTING", `${name} must be a whole number ${range}, not ${value}`);
}

function assertTexts(name: string, values: readonly string[], allowed: RegExp): void {
  const wrong = values.find((value) => !allowed.test(value));
  if (wrong === undefined) return;
  throw new HostError(
    "INVALID_SETTING",
    `${name} has characters or a form that haproxy.cfg does not allow: ${JSON.stringify(wrong)}`,
  );
}
