import { homedir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ConfigError, loadConfig } from "../../src/index.js";

it("has the documented defaults", () => {
  expect(loadConfig({})).toEqual({
    mcp: {
      host: "0.0.0.0",
      port: 8000,
      tokenFile: "/opt/haproxy/conf/mcp-token.env",
      trustedNetworks: [
        { address: "127.0.0.0", prefix: 8, family: "ipv4" },
        { address: "::1", prefix: 128, family: "ipv6" },
        { address: "100.64.0.0", prefix: 10, family: "ipv4" },
      ],
      trustedProxies: [
        { address: "127.0.0.0", prefix: 8, family: "ipv4" },
        { address: "::1", prefix: 128, family: "ipv6" },
      ],
      allowedHosts: [],
      trustedRole: "admin",
      page: false,
      readOnly: false,
      deniedTools: [],
      toolsets: ["core"],
    },
    haproxy: {
      address: { host: "localhost", port: 9999 },
      challengeMapFile: "/opt/haproxy/conf/acme.map",
      mapFile: "/opt/haproxy/conf/domains.map",
      mapId: undefined,
      serversFile: "/opt/haproxy/conf/servers.json",
      stateFile: "/opt/haproxy/data/servers.state",
      poolCount: 100,
      maxSlots: 10,
      allowOwnFrontends: false,
    },
    rendering: {
      accessLog: "stdout",
      maxConnections: 4_000,
      trustedProxies: [],
      securityHeaders: false,
      hstsSec: 31_536_000,
    },
    host: {
      kind: "podman",
      container: "haproxy",
      unit: "haproxy.service",
      binary: "haproxy",
      masterSocket: undefined,
      configFile: "/opt/haproxy/conf/haproxy.cfg",
      certsDir: "/opt/haproxy/certs",
      crtList: undefined,
      tlsAddress: { host: "127.0.0.1", port: 443 },
      httpAddress: { host: "127.0.0.1", port: 80 },
    },
    acme: {
      driver: "auto",
      home: join(homedir(), ".acme.sh"),
      program: join(homedir(), ".acme.sh/acme.sh"),
      dataDir: "/opt/haproxy/acme",
      directoryUrl: "https://dv.acme-v02.api.pki.goog/directory",
      externalAccount: undefined,
      email: undefined,
      profile: undefined,
      caFile: undefined,
      dnsWaitMs: 20_000,
      autoRenew: true,
      challenge: "dns-01",
      preferredChain: undefined,
      dns: {
        provider: "cloudflare",
        hookVariables: {},
        cloudflare: {
          credentialsFile: join(homedir(), ".secrets/cloudflare.ini"),
          token: undefined,
          apiUrl: "https://api.cloudflare.com/client/v4",
        },
        rfc2136: {
          server: { host: "localhost", port: 53 },
          keyFile: "/opt/haproxy/conf/rfc2136.key",
        },
      },
    },
    logLevel: "INFO",
    given: {},
    unknown: [],
  });
});

it.each(["HAPROXY_CONTAINER", "HAPROXY_UNIT"])(
  "takes no option of a program for a name in %s",
  (variable) => {
    expect(() => loadConfig({ [variable]: "--root=/" })).toThrow(variable);
  },
);

it("takes every setting from the environment, and an empty one as not set", () => {
  const config = loadConfig({
    MCP_HOST: "::1",
    MCP_PORT: "9000",
    MCP_TOKEN_FILE: "/etc/token",
    MCP_TRUSTED_NETWORKS: "10.0.0.0/8, fd00::/8",
    MCP_ALLOWED_HOSTS: "MCP.example.com",
    HAPROXY_SOCKET: "/run/haproxy.sock",
    HAPROXY_MAP_ID: "/etc/domains.map",
    HAPROXY_MAP_FILE: "/d/domains.map",
    HAPROXY_SERVERS_FILE: "/d/servers.json",
    HAPROXY_STATE_FILE: "/d/servers.state",
    HAPROXY_POOL_COUNT: "7",
    HAPROXY_MAX_SLOTS: "3",
    HAPROXY_ALLOW_OWN_FRONTENDS: "on",
    LOG_LEVEL: "DEBUG",
    HAPROXY_PORT: " ",
  });

  expect(config.mcp).toMatchObject({ host: "::1", port: 9000, tokenFile: "/etc/token" });
  expect(config.mcp.allowedHosts).toEqual(["mcp.example.com"]);
  expect(config.mcp.trustedNetworks.map(({ address }) => address)).toEqual(["10.0.0.0", "fd00::"]);
  expect(config.haproxy).toEqual({
    address: { path: "/run/haproxy.sock" },
    challengeMapFile: "/opt/haproxy/conf/acme.map",
    mapFile: "/d/domains.map",
    mapId: "/etc/domains.map",
    serversFile: "/d/servers.json",
    stateFile: "/d/servers.state",
    poolCount: 7,
    maxSlots: 3,
    allowOwnFrontends: true,
  });
  expect(config.logLevel).toBe("DEBUG");
});

it.each([
  ["MCP_HOST", "not a host"],
  ["MCP_PORT", "0"],
  ["MCP_PORT", "65536"],
  ["MCP_PORT", "80x"],
  ["MCP_TOKEN_FILE", "token.env"],
  ["MCP_TRUSTED_NETWORKS", "10.0.0.0/33"],
  ["MCP_TRUSTED_NETWORKS", "localhost"],
  ["MCP_TRUSTED_NETWORKS", "10.0.0.0/8/8"],
  ["MCP_ALLOWED_HOSTS", "http://a"],
  ["HAPROXY_HOST", "a b"],
  ["HAPROXY_PORT", "-1"],
  ["HAPROXY_SOCKET", "haproxy.sock"],
  ["HAPROXY_MAP_FILE", "domains.map"],
  ["HAPROXY_SERVERS_FILE", "/conf/"],
  ["HAPROXY_STATE_FILE", "."],
  ["HAPROXY_POOL_COUNT", "0"],
  ["HAPROXY_POOL_COUNT", "5001"],
  ["HAPROXY_MAX_SLOTS", "1001"],
  ["HAPROXY_ALLOW_OWN_FRONTENDS", "yes"],
  ["HAPROXY_ACCESS_LOG", "syslog"],
  ["HAPROXY_ACCESS_LOG", "127.0.0.1"],
  ["HAPROXY_ACCESS_LOG", "127.0.0.1:0"],
  ["HAPROXY_ACCESS_LOG", "::1:514"],
  ["HAPROXY_ACCESS_LOG", "logs.example.com:514"],
  ["HAPROXY_MAX_CONNECTIONS", "0"],
  ["HAPROXY_TRUSTED_PROXIES", "cdn.example.com"],
  ["HAPROXY_SECURITY_HEADERS", "yes"],
  ["HAPROXY_HSTS_MAX_AGE", "1y"],
  ["LOG_LEVEL", "info"],
])("refuses %s=%s in one line that names it", (name, value) => {
  const error = (() => {
    try {
      return loadConfig({ [name]: value });
    } catch (caught) {
      return caught as ConfigError;
    }
  })();

  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).problems).toEqual([
    expect.stringMatching(new RegExp(`^${name} is ${JSON.stringify(value)}; it must be .+`)),
  ]);
});

it("reports all mistakes at once", () => {
  expect(() => loadConfig({ MCP_PORT: "x", LOG_LEVEL: "LOUD", HAPROXY_POOL_COUNT: "many" })).toThrow(
    expect.objectContaining({ problems: [expect.anything(), expect.anything(), expect.anything()] }),
  );
});

it.each([
  ["HAPROXY_TLS_ADDRESS", "localhost", "must be an IP address and a port"],
  ["HAPROXY_TLS_ADDRESS", "::1:443", "must be an IP address and a port"],
  ["ACME_DRIVER", "certbot", "must be one of auto, acme.sh, embedded"],
  ["ACME_DIRECTORY_URL", "http://ca.example.com/dir", "begins with https://"],
  ["ACME_DNS_WAIT", "601", "must be 0 to 600 seconds"],
  ["ACME_AUTO_RENEW", "yes", "must be on or off"],
  ["ACME_CHALLENGE", "tls-alpn-01", "must be one of dns-01, http-01"],
  ["ACME_DNS_PROVIDER", "route53", "must be cloudflare, rfc2136, or the name of a DNS hook of acme.sh"],
  ["ACME_RFC2136_SERVER", "ns.example.com:0", "must be a host name or an IP address"],
  ["ACME_RFC2136_SERVER", "[ns.example.com]", "must be a host name or an IP address"],
  ["ACME_PREFERRED_CHAIN", "--insecure", "must be the common name of a certificate"],
])("refuses %s=%s", (variable, value, message) => {
  expect(() => loadConfig({ [variable]: value })).toThrow(message);
});

it("reads where TLS is served: over IPv6, or nowhere", () => {
  expect(loadConfig({ HAPROXY_TLS_ADDRESS: "[::1]:8443" }).host.tlsAddress).toEqual({
    host: "::1",
    port: 8443,
  });
  expect(loadConfig({ HAPROXY_TLS_ADDRESS: "none" }).host.tlsAddress).toBeUndefined();
});

it.each([
  ["192.0.2.53", { host: "192.0.2.53", port: 53 }],
  ["ns.example.com:5353", { host: "ns.example.com", port: 5353 }],
  ["2001:db8::53", { host: "2001:db8::53", port: 53 }],
  ["[2001:db8::53]:5353", { host: "2001:db8::53", port: 5353 }],
])("reads the DNS server %s", (text, server) => {
  expect(loadConfig({ ACME_RFC2136_SERVER: text }).acme.dns.rfc2136.server).toEqual(server);
});

it("refuses a driver that can't use the challenge or the provider", () => {
  expect(() => loadConfig({ ACME_DRIVER: "acme.sh", ACME_CHALLENGE: "http-01" })).toThrow(
    "ACME_CHALLENGE is http-01, which acme.sh can't use here; set ACME_DRIVER to embedded",
  );
  expect(() => loadConfig({ ACME_DRIVER: "embedded", ACME_DNS_PROVIDER: "dns_gd" })).toThrow(
    "ACME_DNS_PROVIDER is dns_gd, a hook of acme.sh, but ACME_DRIVER is embedded; set it to acme.sh",
  );
});

it("requires both halves of an external account, and shows neither", () => {
  const secret = "c2VjcmV0";
  expect(() => loadConfig({ ACME_EAB_KID: "kid" })).toThrow("ACME_EAB_HMAC_KEY is not");
  expect(() => loadConfig({ ACME_EAB_HMAC_KEY: secret })).toThrow("ACME_EAB_KID is not");
  const { acme, given } = loadConfig({ ACME_EAB_KID: "kid", ACME_EAB_HMAC_KEY: secret, CF_Token: "token" });
  expect(acme.externalAccount).toEqual({ kid: "kid", hmacKey: secret });
  expect(given).toEqual({});
  const failure = () => loadConfig({ ACME_EAB_KID: "kid", ACME_EAB_HMAC_KEY: "it's" });
  expect(failure).toThrow("ACME_EAB_HMAC_KEY is not valid; it must be base64url");
  expect(failure).not.toThrow("it's");
});

it.each([
  ["rollout, core", ["core", "rollout"]],
  ["rollout", ["rollout"]],
  ["all", ["core", "rollout", "history", "transfer"]],
  ["core,all", ["core", "rollout", "history", "transfer"]],
])("offers the toolsets %j", (MCP_TOOLSETS, toolsets) => {
  expect(loadConfig({ MCP_TOOLSETS }).mcp.toolsets).toEqual(toolsets);
});

it.each(["Core", "core rollout", ",", "core,everything"])("refuses the toolsets %j", (MCP_TOOLSETS) => {
  expect(() => loadConfig({ MCP_TOOLSETS })).toThrow(
    `MCP_TOOLSETS is ${JSON.stringify(MCP_TOOLSETS)}; it must be all, or a list of core, rollout, history, transfer`,
  );
});
