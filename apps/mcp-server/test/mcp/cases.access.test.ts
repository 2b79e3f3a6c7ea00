import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/index.js";
import { accessTest } from "../../src/mcp/access.js";
import { onlyToken } from "../support/tokens.js";

const OWN_NAME = "mcp.example.com";

/** The status of a request without a token; 200 if it is allowed. */
async function statusOf(
  headers: Record<string, string>,
  { peer = "127.0.0.1", httpVersion = "1.1", proxies = "127.0.0.0/8,::1/128" } = {},
): Promise<number> {
  const { mcp } = loadConfig({ MCP_TRUSTED_PROXIES: proxies, MCP_ALLOWED_HOSTS: OWN_NAME });
  const test = accessTest({ ...mcp, tokens: onlyToken("s3cret") });
  return (await test({ peer, headers, httpVersion })).refusal?.status ?? 200;
}

describe("HA23 a proxy on loopback that does not report its client", () => {
  it.each([
    ["HAProxy without option forwardfor", { host: OWN_NAME }],
    ["nginx with X-Real-IP only", { host: OWN_NAME, "x-real-ip": "100.64.0.7" }],
    ["option forwarded only", { host: OWN_NAME, forwarded: "for=100.64.0.7" }],
    ["another address of this machine as Host", { host: "203.0.113.5:8000" }],
    ["the unspecified address as Host", { host: "0.0.0.0:8000" }],
    ["an empty X-Forwarded-For", { host: OWN_NAME, "x-forwarded-for": "" }],
    ["a malformed X-Forwarded-For", { host: OWN_NAME, "x-forwarded-for": "unknown" }],
    ["an X-Forwarded-For with a port", { host: OWN_NAME, "x-forwarded-for": "100.64.0.7:4711" }],
    ["an X-Forwarded-For that ends in a comma", { host: OWN_NAME, "x-forwarded-for": "100.64.0.7," }],
    ["X-Forwarded-Proto at localhost", { host: "localhost", "x-forwarded-proto": "https" }],
    ["Via at localhost", { host: "localhost:8000", via: "1.1 proxy" }],
    ["X-Real-IP at a loopback address", { host: "127.0.0.1:8000", "x-real-ip": "127.0.0.1" }],
  ])("makes an outsider of %s", async (_, headers) => {
    for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
      for (const proxies of [undefined, "203.0.113.7"])
        expect(await statusOf(headers, { peer, proxies })).toBe(401);
  });

  it("makes an outsider of nginx proxy_pass as it comes: HTTP/1.0, and its upstream as Host", async () => {
    expect(await statusOf({ host: "127.0.0.1:8000" }, { httpVersion: "1.0" })).toBe(401);
  });

  it("on another machine makes an outsider, too", async () => {
    expect(await statusOf({ host: OWN_NAME }, { peer: "100.64.0.9", proxies: "100.64.0.9" })).toBe(401);
    expect(await statusOf({ host: OWN_NAME }, { peer: "100.64.0.9" })).toBe(200);
  });
});

describe("HA23 a proxy in a trusted network that is no trusted proxy", () => {
  it.each<[string, Record<string, string>, string?]>([
    ["X-Forwarded-For of an outsider", { "x-forwarded-for": "203.0.113.7" }],
    ["X-Forwarded-For of a trusted network, which anyone can write", { "x-forwarded-for": "100.64.0.7" }],
    ["X-Real-IP", { "x-real-ip": "203.0.113.7" }],
    ["Forwarded", { forwarded: "for=203.0.113.7" }],
    ["Via", { via: "1.1 proxy" }],
    ["HTTP/1.0", {}, "1.0"],
  ])("makes an outsider of %s", async (_, headers, httpVersion = "1.1") => {
    for (const peer of ["100.64.0.9", "::ffff:100.64.0.9"])
      for (const host of [OWN_NAME, "localhost:8000", "100.64.0.1:8000"])
        expect(await statusOf({ host, ...headers }, { peer, httpVersion })).toBe(401);
  });

  it("is no outsider as a client", async () => {
    expect(await statusOf({ host: OWN_NAME }, { peer: "100.64.0.9" })).toBe(200);
  });
});

describe("HA23 a forged X-Forwarded-For", () => {
  it.each([
    ["before the address that the proxy appends", { "x-forwarded-for": "127.0.0.1, 203.0.113.9" }],
    ["of loopback, passed on", { "x-forwarded-for": "127.0.0.1" }],
    ["of loopback as IPv6, passed on", { "x-forwarded-for": "::ffff:7f00:1" }],
    ["beside Forwarded", { "x-forwarded-for": "100.64.0.7", forwarded: "for=203.0.113.9" }],
    ["beside X-Real-IP", { "x-forwarded-for": "100.64.0.7", "x-real-ip": "203.0.113.9" }],
    ["beside CF-Connecting-IP", { "x-forwarded-for": "100.64.0.7", "cf-connecting-ip": "203.0.113.9" }],
  ])("%s is refused", async (_, headers) => {
    expect(await statusOf({ host: OWN_NAME, ...headers })).toBe(401);
  });

  it("in a line of its own before the proxy's is refused", async () => {
    // node:http joins the lines
    expect(
      await statusOf({ host: OWN_NAME, "x-forwarded-for": ["100.64.0.7", "203.0.113.9"].join(", ") }),
    ).toBe(401);
  });
});

describe("HA23 a client that is trusted", () => {
  it.each([
    "localhost",
    "localhost:8000",
    "demo.localhost",
    "127.0.0.1:8000",
    "127.8.8.8",
    "[::1]:8000",
    "[::ffff:127.0.0.1]",
  ])("is one on this machine that calls %s", async (host) => {
    for (const peer of ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
      for (const proxies of [undefined, "203.0.113.7"])
        expect(await statusOf({ host }, { peer, proxies })).toBe(200);
  });

  it("is one of a trusted network whose address a proxy reports", async () => {
    for (const reported of ["100.64.0.7", "203.0.113.9, 100.64.0.7", "100.64.0.7, 127.0.0.1"])
      expect(await statusOf({ host: OWN_NAME, "x-forwarded-for": reported })).toBe(200);
    expect(
      await statusOf({ host: OWN_NAME, "x-forwarded-for": "100.64.0.7", "x-real-ip": "100.64.0.7" }),
    ).toBe(200);
  });
});
