import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { describe, expect, it } from "vitest";
import { configSettings } from "../../src/haproxy/render-config.js";
import { loadConfig } from "../../src/settings/config.js";
import { run } from "../support/run.js";

const rendered = (settings: Readonly<Record<string, string>> = {}) =>
  renderConfig(configSettings(loadConfig(settings), { quic: true, prometheus: true }));

describe("HA9 settings of the rendered haproxy.cfg", () => {
  it.each([
    ["stdout", ["stdout len 8192 format raw local0 info", "ring@access len 8192 format raw local0 info"]],
    [
      "[::1]:514",
      ["[::1]:514 len 8192 format rfc5424 local0 info", "ring@access len 8192 format raw local0 info"],
    ],
    [
      "/dev/log",
      ["/dev/log len 8192 format rfc5424 local0 info", "ring@access len 8192 format raw local0 info"],
    ],
    ["ring", ["ring@access len 8192 format raw local0 info"]],
    ["off", []],
  ])("HAPROXY_ACCESS_LOG=%s", (HAPROXY_ACCESS_LOG, targets) => {
    const text = rendered({ HAPROXY_ACCESS_LOG });

    expect([...text.matchAll(/^ {2}log (.*)$/gm)].map(([, target]) => target)).toEqual(targets);
    expect(text.includes("log-format")).toBe(targets.length > 0);
  });

  it("the output of a child HAProxy is not its log", () => {
    expect(rendered({ HAPROXY_HOST_KIND: "child" })).not.toContain("log stdout");
  });

  it.each<[Readonly<Record<string, string>>, RegExp]>([
    [{ HAPROXY_MAX_CONNECTIONS: "20000" }, /^ {2}maxconn 20000$/m],
    [
      { HAPROXY_TRUSTED_PROXIES: "192.0.2.0/24, 2001:db8::/32" },
      /acl from_proxy src 192.0.2.0\/24 2001:db8::\/32$/m,
    ],
    [{ HAPROXY_SECURITY_HEADERS: "on" }, /x-frame-options/],
    [{ HAPROXY_HSTS_MAX_AGE: "60" }, /max-age=60 /],
  ])("%j", (settings, expected) => {
    expect(rendered(settings)).toMatch(expected);
    expect(rendered()).not.toMatch(expected);
  });

  it("HAPROXY_HSTS_MAX_AGE=0 sends no HSTS", () => {
    expect(rendered()).toContain("strict-transport-security");
    expect(rendered({ HAPROXY_HSTS_MAX_AGE: "0" })).not.toContain("strict-transport-security");
  });
});

it("HA3 config --existing prints no 404, and only conditional rules for backends", async () => {
  const { code, stdout } = await run(["config", "--existing", "--no-quic"], {
    MCP_ALLOWED_HOSTS: "mcp.example.com",
  });

  expect(code).toBe(0);
  expect(stdout).not.toMatch(/status 404|^frontend /m);
  expect(stdout.match(/^ *use_backend .*$/gm)).toEqual([
    "  use_backend mcp if mcp_host",
    "  use_backend %[var(txn.pool)] if { var(txn.pool) -m found }",
  ]);
  expect(stdout.match(/^backend pool_/gm)).toHaveLength(100);
});

it("HA20 init reports that the pools need more open files than programs may have here", async () => {
  const settings = { HAPROXY_POOL_COUNT: "5000", HAPROXY_MAX_SLOTS: "1000" };
  const { stdout } = await run(["init", "--root", "/nonexistent", "--no-quic"], settings);

  expect(stdout).toMatch(
    /HAProxy needs 50\d{5} open files for 5000 pools of 1000 slots and 4000 connections/,
  );
  expect(stdout).toContain("HAPROXY_POOL_COUNT");
});
