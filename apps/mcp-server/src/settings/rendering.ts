import { isIP } from "node:net";
import { parseNetwork } from "../mcp/networks.js";
import { type Kind, listOf, oneOf, PORT, type SettingReader, wholeNumber } from "./setting.js";

/** A year. */
const HSTS_SEC = "31536000";
const MAX_CONNECTIONS = "4000";

/** What the rendered haproxy.cfg has, where operators differ. */
export function readRendering(reader: SettingReader) {
  return {
    /** `stdout`, `ring`, `off`, or a syslog server. */
    accessLog: reader.read("HAPROXY_ACCESS_LOG", "stdout", ACCESS_LOG),
    /** Of clients. */
    maxConnections: reader.read("HAPROXY_MAX_CONNECTIONS", MAX_CONNECTIONS, wholeNumber(1, 1_000_000)),
    /** Proxies in front of HAProxy. */
    trustedProxies: reader.read("HAPROXY_TRUSTED_PROXIES", "", NETWORKS),
    securityHeaders: reader.read("HAPROXY_SECURITY_HEADERS", "off", oneOf(["on", "off"])) === "on",
    /** Seconds; 0: none. */
    hstsSec: reader.read("HAPROXY_HSTS_MAX_AGE", HSTS_SEC, wholeNumber(0, 999_999_999)),
  };
}

const NETWORKS = listOf(parseNetwork, "a list of networks such as 192.0.2.0/24,2001:db8::/32");

const ACCESS_LOG: Kind<string> = {
  parse(text) {
    if (text === "stdout" || text === "ring" || text === "off") return text;
    if (/^\/[\w/.@:+-]*$/.test(text)) return text;
    const [, host = "", port = ""] = /^(.+):(\d+)$/.exec(text) ?? [];
    const address = /^\[(.*)\]$/.exec(host)?.[1] ?? host;
    return isIP(address) === (address === host ? 4 : 6) && PORT.parse(port) !== undefined ? text : undefined;
  },
  allowed: "stdout, ring, off, or a syslog server such as 127.0.0.1:514 or /dev/log",
};
