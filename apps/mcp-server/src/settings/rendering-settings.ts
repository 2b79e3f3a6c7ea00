import { isIP } from "node:net";
import { type Kind, networks, ON_OFF, PORT, wholeNumber } from "./kinds.js";
import type { Settings } from "./setting.js";

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

/** What the rendered haproxy.cfg has, where operators differ. */
export const renderingSettings = {
  accessLog: {
    name: "HAPROXY_ACCESS_LOG",
    fallback: "stdout",
    kind: ACCESS_LOG,
    meaning:
      "where the access log goes: `stdout` (the journal; with `HAPROXY_HOST_KIND=child` as `ring`), a syslog server such as `127.0.0.1:514` " +
      "or `/dev/log` (a path in `/var/lib/haproxy`), `ring` (memory only), or `off`",
  },
  maxConnections: {
    name: "HAPROXY_MAX_CONNECTIONS",
    fallback: "4000",
    kind: wholeNumber(1, 1_000_000),
    meaning: "connections of clients at the same time; each takes two open files and up to 100 kB",
  },
  trustedProxies: {
    name: "HAPROXY_TRUSTED_PROXIES",
    fallback: "",
    kind: networks("192.0.2.0/24,2001:db8::/32"),
    meaning:
      "networks of proxies in front of HAProxy, such as a CDN: their `X-Forwarded-…` headers are kept, those of other clients are replaced",
  },
  securityHeaders: {
    name: "HAPROXY_SECURITY_HEADERS",
    fallback: "off",
    kind: ON_OFF,
    meaning:
      "`on` adds `x-content-type-options`, `x-frame-options` and `referrer-policy` to responses that lack them",
  },
  hstsSec: {
    name: "HAPROXY_HSTS_MAX_AGE",
    fallback: "31536000",
    kind: wholeNumber(0, 999_999_999),
    meaning:
      "seconds for which browsers use HTTPS only, by default a year; sent with a certificate of the name, and not with the default one; `0`: not sent",
  },
} satisfies Settings;
