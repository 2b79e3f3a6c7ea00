import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/index.js";
import { accessTest } from "../../src/mcp/access.js";
import { tokenTest } from "../../src/mcp/token.js";

const { trustedNetworks } = loadConfig({}).mcp;
const allowedHosts = ["mcp.example.com"];
const withToken = accessTest({ trustedNetworks, allowedHosts, isToken: tokenTest("s3cret") });
const withoutToken = accessTest({ trustedNetworks, allowedHosts });
const host = "localhost:8000";

describe("a peer in a trusted network", () => {
  it.each(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "100.64.0.1", "100.127.255.255"])(
    "%s needs no token",
    (peer) => {
      expect(withToken({ peer, headers: { host } })).toBeUndefined();
      expect(withoutToken({ peer, headers: { host } })).toBeUndefined();
    },
  );

  it.each([
    "127.0.0.1:8000",
    "[::1]:8000",
    "10.0.0.5:8000",
    "demo.localhost",
    "mcp.example.com",
    "MCP.EXAMPLE.COM",
  ])("may call the server %s", (name) => {
    expect(withToken({ peer: "127.0.0.1", headers: { host: name } })).toBeUndefined();
  });

  it.each(["evil.example", "localhost.evil.example", "", "a b"])(
    "may not call it %j: DNS rebinding",
    (name) => {
      expect(withToken({ peer: "127.0.0.1", headers: { host: name } })).toMatchObject({ status: 403 });
    },
  );

  it("with a wrong token is refused", () => {
    const headers = { host, authorization: "Bearer nope" };

    expect(withToken({ peer: "127.0.0.1", headers })).toMatchObject({ status: 401 });
    expect(withoutToken({ peer: "127.0.0.1", headers })).toMatchObject({ status: 401 });
  });
});

describe("a peer from outside", () => {
  const peer = "203.0.113.9";

  it("needs the token", () => {
    expect(withToken({ peer, headers: { host } })).toMatchObject({ status: 401 });
    expect(withToken({ peer, headers: { host, authorization: "Bearer s3cret" } })).toBeUndefined();
    expect(withToken({ peer, headers: { host, authorization: "Bearer s3cre" } })).toMatchObject({
      status: 401,
    });
    expect(withToken({ peer, headers: { host, authorization: "Basic s3cret" } })).toMatchObject({
      status: 401,
    });
  });

  it("is refused where no token is configured", () => {
    expect(withoutToken({ peer, headers: { host } })).toMatchObject({ status: 403 });
  });

  it.each(["100.128.0.1", "128.0.0.1", "::2", "::ffff:203.0.113.9", undefined])("is %s", (address) => {
    expect(withToken({ peer: address, headers: { host } })).toMatchObject({ status: 401 });
  });
});

describe("a request through a proxy on this machine", () => {
  const through = (headers: Record<string, string>) =>
    withToken({ peer: "127.0.0.1", headers: { host: "mcp.example.com", ...headers } });

  it("is judged by the address that the proxy saw", () => {
    expect(through({ "x-forwarded-for": "100.64.0.7" })).toBeUndefined();
    expect(through({ "x-forwarded-for": "203.0.113.9" })).toMatchObject({ status: 401 });
  });

  it("is not trusted for an address that the client wrote itself", () => {
    expect(through({ "x-forwarded-for": "127.0.0.1, 203.0.113.9" })).toMatchObject({ status: 401 });
    expect(through({ "x-forwarded-for": "100.64.0.7, not an address" })).toMatchObject({ status: 401 });
    expect(through({ forwarded: "for=100.64.0.7" })).toMatchObject({ status: 401 });
  });

  it("makes no difference for a peer elsewhere", () => {
    expect(
      withToken({ peer: "203.0.113.9", headers: { host, "x-forwarded-for": "127.0.0.1" } }),
    ).toMatchObject({ status: 401 });
  });
});

describe("a browser's Origin", () => {
  it.each(["http://localhost:3000", "http://127.0.0.1", "http://[::1]:1", "https://mcp.example.com"])(
    "%s passes",
    (origin) => {
      expect(withToken({ peer: "127.0.0.1", headers: { host, origin } })).toBeUndefined();
    },
  );

  it.each(["null", "https://evil.example", "http://203.0.113.5", "file://", "nonsense"])(
    "%s is refused",
    (origin) => {
      expect(withToken({ peer: "127.0.0.1", headers: { host, origin } })).toMatchObject({ status: 403 });
      expect(
        withToken({ peer: "203.0.113.9", headers: { host, origin, authorization: "Bearer s3cret" } }),
      ).toMatchObject({ status: 403 });
    },
  );
});
