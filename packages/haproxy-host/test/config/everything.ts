import type { ConfigSettings } from "../../src/index.js";

/** Settings with every part of the configuration. */
export const everything: ConfigSettings = {
  pools: { count: 2, slots: 3 },
  httpBinds: ["*:80", "[::]:80 v6only"],
  statsSockets: ["/run/haproxy.sock mode 660 level admin"],
  mapFile: "/etc/haproxy/domains.map",
  stateFile: "/var/lib/haproxy/servers.state",
  challengeMapFile: "/etc/haproxy/acme.map",
  maxConnections: 5_000,
  accessLog: { target: "stdout" },
  trustedProxies: ["192.0.2.0/24", "2001:db8::/32"],
  https: {
    binds: ["*:443", "[::]:443 v6only"],
    quicBinds: ["quic4@*:443", "quic6@[::]:443"],
    port: 443,
    certsDir: "/etc/haproxy/certs",
    redirect: true,
    hstsSec: 31_536_000,
    securityHeaders: true,
  },
  statistics: { bind: "127.0.0.1:8404", prometheus: true },
  privileges: { user: "haproxy", group: "haproxy", chroot: "/var/lib/haproxy" },
  mcp: {
    hosts: ["mcp.example.com"],
    server: "127.0.0.1:8000",
    trustedNetworks: ["100.64.0.0/10", "::1/128"],
    tokenMapFile: "/etc/haproxy/mcp-tokens.map",
  },
};
