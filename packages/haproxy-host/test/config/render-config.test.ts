import { describe, expect, it } from "vitest";
import { type ConfigSettings, type HttpsSettings, type McpRoute, renderConfig } from "../../src/index.js";
import { everything } from "./everything.js";

const https = everything.https as HttpsSettings;
const mcp = everything.mcp as McpRoute;

const settings: ConfigSettings = {
  pools: { count: 2, slots: 3 },
  httpBinds: ["*:80", "[::]:80 v6only"],
  statsSockets: ["/run/haproxy.sock mode 660 level admin"],
  mapFile: "/etc/haproxy/domains.map",
  stateFile: "/var/lib/haproxy/servers.state",
};

it("has every pool with self-restoring slots, and no other look-up than map_str", () => {
  const lines = renderConfig(settings).split("\n");

  expect(lines.filter((line) => line.startsWith("backend "))).toEqual(["backend pool_1", "backend pool_2"]);
  expect(lines).toContain(
    "  server-template pool_2_ 1-3 unassigned.invalid:80 check disabled init-addr last,0.0.0.0",
  );
  expect(lines).toContain("  server-state-file /var/lib/haproxy/servers.state");
  expect(lines).toContain("  load-server-state-from-file global");
  expect(lines).toContain("  bind [::]:80 v6only");
  expect(lines.join("\n")).not.toMatch(/map_(?!str\()/);
  expect(lines.join("\n").match(/map_str\(/g)).toHaveLength(7); // the name twice, and five labels stripped
});

it("limits connections only if the setting is given, and leaves some for statistics", () => {
  expect(renderConfig(settings)).not.toMatch(/^ +maxconn/m);
  expect(renderConfig({ ...settings, maxConnections: 5_000 }).match(/^ +maxconn .*$/gm)).toEqual([
    "  maxconn 5100",
    "  maxconn 5000",
  ]);
});

it("HA9 has a comment above every line that isn't a name or an address", () => {
  const bare = renderConfig(everything)
    .split("\n")
    .filter((line, i, all) => /^ {2}[a-z]/.test(line) && !/^ {2}/.test(all[i - 1] ?? ""));

  expect(new Set(bare.map((line) => line.trim().split(" ")[0]))).toEqual(
    new Set(["description", "mode", "bind", "server-template"]),
  );
});

it("HA9 forces no header on applications, unless a setting asks for it", () => {
  const headersOf = (text: string) =>
    [...text.matchAll(/http-after-response set-header (\S+)/g)].map(([, name]) => name);

  const { hstsSec, securityHeaders, ...plain } = https;
  expect(headersOf(renderConfig({ ...everything, https: plain }))).toEqual(["alt-svc"]);
  expect(headersOf(renderConfig(everything))).toEqual([
    ...["alt-svc", "strict-transport-security"],
    ...["x-content-type-options", "x-frame-options", "referrer-policy"],
  ]);
});

it("has optional parts only if they are set", () => {
  const plain = renderConfig(settings);
  const full = renderConfig(everything);

  for (const part of [
    /^ {2}chroot /m,
    / ssl crt /,
    /quic4@/,
    /alt-svc/,
    /redirect/,
    /^frontend statistics$/m,
    /^backend mcp$/m,
    /^ring access$/m,
    /log stdout/,
    /acl from_proxy src 192.0.2.0\/24 2001:db8::\/32$/m,
  ])
    expect([part.test(plain), part.test(full)], String(part)).toEqual([false, true]);
  expect(renderConfig({ ...everything, https: { ...https, quicBinds: [] } })).not.toMatch(/quic|h3/);
  expect(renderConfig({ ...everything, https: { ...https, redirect: false } })).not.toContain("redirect");
  expect(renderConfig({ ...everything, mcp: { ...mcp, trustedNetworks: [] } })).not.toContain("mcp_trusted");
});

it("lets browsers through to the server's page, where there is one", () => {
  const withPage = renderConfig({ ...everything, mcp: { ...mcp, hasPage: true } });

  expect(withPage).toMatch(/^ {2}acl mcp_page path \/ui\n {2}acl mcp_page path -m beg \/ui\/$/m);
  expect(withPage.match(/^.* status 401 .*$/m)?.[0]).toMatch(
    /if mcp_host !mcp_token !mcp_preflight !mcp_page !mcp_trusted or mcp_host !mcp_token !mcp_preflight !mcp_page from_proxy$/,
  );
  expect(renderConfig(everything)).not.toContain("mcp_page");
});

describe("refuses", () => {
  it.each<[string, Partial<ConfigSettings>]>([
    ["no pool", { pools: { count: 0, slots: 3 } }],
    ["half a slot", { pools: { count: 1, slots: 0.5 } }],
    ["no bind", { httpBinds: [] }],
    ["a bind that begins another line", { httpBinds: ["*:80\n  stats enable"] }],
    ["a comment in a bind", { httpBinds: ["*:80 # mine"] }],
    ["an environment variable in a socket", { statsSockets: ["$HOME/sock"] }],
    ["a quote in a socket", { statsSockets: ['/run/"x'] }],
    ["a map path with a space", { mapFile: "/etc/my maps/domains.map" }],
    ["a map path that ends its converter", { mapFile: "/etc/a),map_str(/b" }],
    ["a relative map path", { mapFile: "domains.map" }],
    ["a state path with a backslash", { stateFile: "/var\\state" }],
    ["a negative number of connections", { maxConnections: -1 }],
    ["a log target of two words", { accessLog: { target: "stdout format" } }],
    ["a log target that is a relative path", { accessLog: { target: "dev/log" } }],
    ["a proxy that is a name", { trustedProxies: ["cdn.example.com"] }],
    ["HSTS for no time", { https: { ...https, hstsSec: 0 } }],
    ["an invalid port", { https: { ...https, port: 65_536 } }],
    ["a certificate folder that ends its line", { https: { ...https, certsDir: "/c\n" } }],
    ["a QUIC bind with a comment", { https: { ...https, quicBinds: ["quic4@*:443 #"] } }],
    ["a statistics bind with a variable", { statistics: { bind: "$X", prometheus: true } }],
    ["a user of two words", { privileges: { user: "a b", group: "g", chroot: "/c" } }],
    ["a relative chroot", { privileges: { user: "a", group: "g", chroot: "c" } }],
    ["no host name of the MCP server", { mcp: { ...mcp, hosts: [] } }],
    ["a host name of the MCP server that is an option", { mcp: { ...mcp, hosts: ["-f"] } }],
    ["an invalid network", { mcp: { ...mcp, trustedNetworks: ["all"] } }],
    ["a token map that ends its converter", { mcp: { ...mcp, tokenMapFile: "/t)" } }],
  ])("%s", (_what, wrong) => {
    expect(() => renderConfig({ ...settings, ...wrong })).toThrow(
      expect.objectContaining({ code: "INVALID_SETTING" }),
    );
  });
});
