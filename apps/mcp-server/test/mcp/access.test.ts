import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/index.js";
import { accessTest } from "../../src/mcp/access.js";
import { onlyToken } from "../support/tokens.js";

const { trustedNetworks, trustedProxies, trustedRole } = loadConfig({}).mcp;
const rules = { trustedNetworks, trustedProxies, trustedRole, allowedHosts: ["mcp.example.com"] };
const overHttp11 =
  (test: ReturnType<typeof accessTest>) =>
  async ({ peer, headers }: Omit<Parameters<typeof test>[0], "httpVersion">) =>
    (await test({ peer, headers, httpVersion: "1.1" })).refusal;
const withToken = overHttp11(accessTest({ ...rules, tokens: onlyToken("s3cret") }));
const withoutToken = overHttp11(accessTest({ ...rules, tokens: async () => undefined }));
const host = "localhost:8000";

describe("a peer in a trusted network", () => {
  it.each(["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "100.64.0.1", "100.127.255.255"])(
    "%s needs no token",
    async (peer) => {
      expect(await withToken({ peer, headers: { host } })).toBeUndefined();
      expect(await withoutToken({ peer, headers: { host } })).toBeUndefined();
    },
  );

  it.each([
    "127.0.0.1:8000",
    "[::1]:8000",
    "10.0.0.5:8000",
    "demo.localhost",
    "mcp.example.com",
    "MCP.EXAMPLE.COM",
  ])("may call the server %s", async (name) => {
    expect(await withToken({ peer: "100.64.0.1", headers: { host: name } })).toBeUndefined();
  });

  it.each(["evil.example", "localhost.evil.example", "", "a b", "evil@localhost", "localhost/evil"])(
    "may not call it %j: DNS rebinding",
    async (name) => {
      expect(await withToken({ peer: "127.0.0.1", headers: { host: name } })).toMatchObject({ status: 403 });
    },
  );

  it("is refused with a wrong token", async () => {
    const headers = { host, authorization: "Bearer nope" };

    expect(await withToken({ peer: "127.0.0.1", headers })).toMatchObject({ status: 401 });
    expect(await withoutToken({ peer: "127.0.0.1", headers })).toMatchObject({ status: 401 });
  });
});

describe("a peer from outside", () => {
  const peer = "203.0.113.9";

  it("needs the token", async () => {
    expect(await withToken({ peer, headers: { host } })).toMatchObject({ status: 401 });
    expect(await withToken({ peer, headers: { host, authorization: "Bearer s3cret" } })).toBeUndefined();
    expect(await withToken({ peer, headers: { host, authorization: "Bearer s3cre" } })).toMatchObject({
      status: 401,
    });
    expect(await withToken({ peer, headers: { host, authorization: "Basic s3cret" } })).toMatchObject({
      status: 401,
    });
  });

  it("is refused where no token is configured", async () => {
    expect(await withoutToken({ peer, headers: { host } })).toMatchObject({ status: 403 });
  });

  it.each(["100.128.0.1", "128.0.0.1", "::2", "::ffff:203.0.113.9", undefined])("is %s", async (address) => {
    expect(await withToken({ peer: address, headers: { host } })).toMatchObject({ status: 401 });
  });
});

describe("a request through a proxy on this machine", () => {
  const through = (headers: Record<string, string>) =>
    withToken({ peer: "127.0.0.1", headers: { host: "mcp.example.com", ...headers } });

  it("is tested by the address that the proxy saw", async () => {
    expect(await through({ "x-forwarded-for": "100.64.0.7" })).toBeUndefined();
    expect(await through({ "x-forwarded-for": "203.0.113.9" })).toMatchObject({ status: 401 });
  });

  it("is not trusted for an address that the client wrote itself", async () => {
    expect(await through({ "x-forwarded-for": "127.0.0.1, 203.0.113.9" })).toMatchObject({ status: 401 });
    expect(await through({ "x-forwarded-for": "100.64.0.7, not an address" })).toMatchObject({ status: 401 });
    expect(await through({ forwarded: "for=100.64.0.7" })).toMatchObject({ status: 401 });
  });

  it("makes no difference for a peer elsewhere", async () => {
    expect(
      await withToken({ peer: "203.0.113.9", headers: { host, "x-forwarded-for": "127.0.0.1" } }),
    ).toMatchObject({ status: 401 });
  });
});

describe("a browser's Origin", () => {
  it.each(["http://localhost:3000", "http://127.0.0.1", "http://[::1]:1", "https://mcp.example.com"])(
    "%s passes",
    async (origin) => {
      expect(await withToken({ peer: "127.0.0.1", headers: { host, origin } })).toBeUndefined();
    },
  );

  it.each(["null", "https://evil.example", "http://203.0.113.5", "file://", "nonsense"])(
    "%s is refused",
    async (origin) => {
      expect(await withToken({ peer: "127.0.0.1", headers: { host, origin } })).toMatchObject({
        status: 403,
      });
      expect(
        await withToken({ peer: "203.0.113.9", headers: { host, origin, authorization: "Bearer s3cret" } }),
      ).toMatchObject({ status: 403 });
    },
  );
});

describe("proxies in front of one another", () => {
  const proxies = [...trustedProxies, { address: "10.0.0.2", prefix: 32, family: "ipv4" as const }];
  const judge = overHttp11(accessTest({ ...rules, trustedProxies: proxies, tokens: onlyToken("s3cret") }));
  const from = (peer: string, forwarded: string) =>
    judge({ peer, headers: { host, "x-forwarded-for": forwarded } });

  it("are skipped, from the last address to the first that is no proxy", async () => {
    expect(await from("127.0.0.1", "100.64.0.7, 10.0.0.2")).toBeUndefined();
    expect(await from("10.0.0.2", "100.64.0.7")).toBeUndefined();
    expect(await from("127.0.0.1", "100.64.0.7, 203.0.113.9, 10.0.0.2")).toMatchObject({ status: 401 });
    expect(await from("10.0.0.3", "100.64.0.7")).toMatchObject({ status: 401 });
  });

  it("may be clients themselves", async () => {
    expect(await from("127.0.0.1", "127.0.0.1")).toBeUndefined();
    expect(await from("127.0.0.1", "10.0.0.2")).toMatchObject({ status: 401 });
  });
});

describe("a foreign Host or Origin", () => {
  const authorization = "Bearer s3cret";

  it("is refused even with the right token", async () => {
    for (const headers of [
      { host: "evil.example", authorization },
      { host, authorization, origin: "https://evil.example" },
      { host, authorization, origin: "null" },
    ])
      expect(await withToken({ peer: "127.0.0.1", headers })).toMatchObject({ status: 403 });
  });
});

describe("a caller that may call", () => {
  const judge = accessTest({ ...rules, trustedRole: "operate", tokens: onlyToken("s3cret") });
  const callerOf = async (peer: string, headers: Record<string, string>) =>
    (await judge({ peer, headers: { host, ...headers }, httpVersion: "1.1" })).caller;

  it("is its token, wherever it comes from", async () => {
    const authorization = "Bearer s3cret";
    const forwarded = { authorization, host: "mcp.example.com", "x-forwarded-for": "203.0.113.9" };

    const token = { name: "default", role: "admin", way: "MCP" };
    expect(await callerOf("100.64.0.1", { authorization })).toEqual({ ...token, address: "100.64.0.1" });
    expect(await callerOf("127.0.0.1", forwarded)).toEqual({ ...token, address: "203.0.113.9" });
  });

  it("is its address without a token, with the role of trusted callers", async () => {
    const trusted = { role: "operate", way: "MCP" };
    const forwarded = { host: "mcp.example.com", "x-forwarded-for": "203.0.113.9, 100.64.0.7" };

    for (const [peer, headers, address] of [
      ["::ffff:100.64.0.1", {}, "100.64.0.1"],
      ["127.0.0.1", {}, "127.0.0.1"],
      ["127.0.0.1", forwarded, "100.64.0.7"],
    ] as const)
      expect(await callerOf(peer, headers)).toEqual({ ...trusted, name: address, address });
  });
});
