import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect } from "node:tls";
import { promisify } from "node:util";
import {
  freePort,
  haproxyBinary,
  request,
  startBackend,
  startHaproxy,
  type TestBackend,
  type TestHaproxy,
} from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { askFeatures, type ConfigSettings, createDefaultCertificate, renderConfig } from "../../src/index.js";
import { everything } from "./everything.js";

const HOST = "shop.example.test";
const TOKEN = "a-token";
const EXPIRED = "an-expired-token";
const digest = (token: string) => createHash("sha256").update(token).digest("hex");
const CURL = process.env["CURL_HTTP3"] ?? "curl";

interface Arranged extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly backend: TestBackend;
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly statisticsPort: number;
}

/** A real HAProxy with everything that can be rendered, and one domain. */
async function arrange(
  { trustedNetworks }: { trustedNetworks: readonly string[] } = { trustedNetworks: [] },
): Promise<Arranged> {
  const [httpPort, httpsPort, statisticsPort] = [await freePort(), await freePort(), await freePort()];
  const features = await askFeatures(haproxyBinary());
  const backend = await startBackend({ name: "shop" });
  const { privileges, ...rest } = everything;
  const haproxy = await startHaproxy({
    files: {
      "domains.map": `${HOST} pool_1\n.wild.example.test pool_1\n`,
      "servers.state": "1\n",
      "acme.map": "",
      "certs/00-default.pem": createDefaultCertificate(),
      "tokens.map": [`${digest(TOKEN)} 253402300799`, `${digest(EXPIRED)} 1700000000\n`].join("\n"),
    },
    config: ({ dir, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        ...(rest as ConfigSettings),
        privileges: process.getuid?.() === 0 ? privileges : undefined,
        httpBinds: [`127.0.0.1:${httpPort}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        challengeMapFile: `${dir}/acme.map`,
        https: {
          binds: [`127.0.0.1:${httpsPort}`],
          quicBinds: features.quic ? [`quic4@127.0.0.1:${httpsPort}`] : [],
          port: httpsPort,
          certsDir: `${dir}/certs`,
          redirect: true,
          hstsSec: 1_000,
          securityHeaders: true,
        },
        statistics: { bind: `127.0.0.1:${statisticsPort}`, prometheus: features.prometheus },
        trustedProxies: ["127.0.0.2"],
        mcp: {
          hosts: ["mcp.example.test"],
          server: `127.0.0.1:${backend.port}`,
          trustedNetworks,
          tokenMapFile: `${dir}/tokens.map`,
        },
      }),
  });
  await haproxy.runtime(`set server pool_1/pool_1_1 addr 127.0.0.1 port ${backend.port}`);
  await haproxy.runtime("set server pool_1/pool_1_1 state ready");
  return {
    haproxy,
    backend,
    httpPort,
    httpsPort,
    statisticsPort,
    async [Symbol.asyncDispose]() {
      await haproxy[Symbol.asyncDispose]();
      await backend[Symbol.asyncDispose]();
    },
  };
}

interface CurlAnswer {
  readonly status: number;
  readonly version: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** A real client. The certificate is checked elsewhere: the default one is not to be trusted. */
async function curl(port: number, ...args: readonly string[]): Promise<CurlAnswer> {
  const { stdout } = await promisify(execFile)(CURL, [
    ...[
      "--silent",
      "--show-error",
      "--insecure",
      "--noproxy",
      "*",
      "--max-time",
      "10",
      "--output",
      "/dev/null",
    ],
    ...[
      "--resolve",
      `*:${port}:127.0.0.1`,
      "--write-out",
      '{"status":%{http_code},"version":"%{http_version}","headers":%{header_json}}',
    ],
    ...args,
  ]);
  return JSON.parse(stdout) as CurlAnswer;
}

it("serves HTTP/1.1, HTTP/2 and, if HAProxy has QUIC, HTTP/3 announced by alt-svc", async () => {
  await using arranged = await arrange();
  const { httpsPort } = arranged;
  const url = `https://${HOST}:${httpsPort}/`;
  const { quic } = await askFeatures(haproxyBinary());
  if (quic && process.env["CURL_HTTP3"] === undefined)
    throw new Error("CURL_HTTP3 must name a curl with HTTP/3; pnpm test:matrix fetches one");

  const protocols = [["--http1.1", "1.1"], ["--http2", "2"], ...(quic ? [["--http3-only", "3"]] : [])];
  for (const [option = "", version] of protocols) {
    const answer = await curl(httpsPort, option, url);

    expect(answer, option).toMatchObject({ status: 200, version });
    expect(answer.headers["alt-svc"], option).toEqual(quic ? [`h3=":${httpsPort}"; ma=86400`] : undefined);
    // of the default certificate
    expect(answer.headers["strict-transport-security"], option).toBeUndefined();
    expect(answer.headers, option).toMatchObject({
      "x-content-type-options": ["nosniff"],
      "x-frame-options": ["SAMEORIGIN"],
      "referrer-policy": ["strict-origin-when-cross-origin"],
    });
    const unknown = await curl(httpsPort, option, `https://other.example.test:${httpsPort}/`);
    expect(unknown, option).toMatchObject({ status: 404, version });
    expect(unknown.headers["alt-svc"], option).toEqual(answer.headers["alt-svc"]);
  }
});

it("redirects no request that a trusted proxy got over HTTPS", async () => {
  await using arranged = await arrange();
  const { httpPort } = arranged;
  const ask = async (...args: readonly string[]) =>
    (await curl(httpPort, ...args, "-H", "x-forwarded-proto: https", `http://${HOST}:${httpPort}/`)).status;

  expect([await ask(), await ask("--interface", "127.0.0.2")]).toEqual([308, 200]);
});

it("redirects plain HTTP to the same page, and returns 404 for unknown names", async () => {
  await using arranged = await arrange();
  const { httpPort, httpsPort } = arranged;

  const answer = await curl(httpPort, `http://a.wild.example.test:${httpPort}/a/b?c=d`);
  const unknown = await curl(httpPort, `http://other.example.test:${httpPort}/`);

  expect(answer.status).toBe(308);
  expect(answer.headers["location"]).toEqual([`https://a.wild.example.test:${httpsPort}/a/b?c=d`]);
  expect(unknown.status).toBe(404);
});

it("answers http-01 challenges from the map at run time, for any host, before the redirect and the 404", async () => {
  await using arranged = await arrange();
  const { haproxy, httpPort, backend } = arranged;
  const ask = async (host: string, token: string) => {
    const path = `/.well-known/acme-challenge/${token}`;
    const { status, body, headers } = await request({ port: httpPort }, { host, path });
    return status === 200 ? `${headers["content-type"]} ${body}` : status;
  };
  const all = async () => [await ask(HOST, "to_K-en"), await ask("new.example.org", "to_K-en")];

  expect(await all()).toEqual([308, 404]);
  await haproxy.runtime(`add map ${haproxy.dir}/acme.map to_K-en to_K-en.thumb_Pr-int`);
  const answer = "application/octet-stream to_K-en.thumb_Pr-int";
  expect(await all()).toEqual([answer, answer]);
  for (const other of ["to_K-en/x", "to_K-en.", "TO_K-EN", "", "x"]) expect(await ask(HOST, other)).toBe(308);
  await haproxy.runtime(`del map ${haproxy.dir}/acme.map to_K-en`);
  expect(await all()).toEqual([308, 404]);
  expect(backend.requests()).toBe(0);
});

it.each(["TLSv1", "TLSv1.1"] as const)("refuses %s", async (maxVersion) => {
  await using arranged = await arrange();
  const options = { minVersion: "TLSv1", maxVersion, ciphers: "DEFAULT@SECLEVEL=0" } as const;
  const socket = connect({
    host: "127.0.0.1",
    port: arranged.httpsPort,
    rejectUnauthorized: false,
    ...options,
  });

  const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];

  // the server's own alert (RFC 8446 section 6.2), not our client's refusal to try
  expect(error.code).toBe("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION");
});

it("forwards the client's address, the host name and the scheme to servers", async () => {
  await using arranged = await arrange();
  const { httpsPort, backend } = arranged;

  await curl(httpsPort, "-H", "x-forwarded-proto: gopher", `https://${HOST}:${httpsPort}/`);

  expect(backend.lastHeaders()).toMatchObject({
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "https",
    "x-forwarded-host": `${HOST}:${httpsPort}`,
    "x-forwarded-port": String(httpsPort),
  });
});

describe("the MCP server's name", () => {
  const ask = ({ httpsPort }: Arranged, ...args: readonly string[]) =>
    curl(httpsPort, ...args, `https://mcp.example.test:${httpsPort}/mcp`);

  it("is admitted with a token of the map that has not ended, and gets 401 without", async () => {
    await using arranged = await arrange();

    const without = await ask(arranged);
    expect(without.status).toBe(401);
    expect(without.headers["www-authenticate"]).toEqual(["Bearer"]);
    for (const wrong of [`Bearer ${TOKEN}x`, `Basic ${TOKEN}`, "Bearer", `Bearer ${TOKEN} ${TOKEN}`])
      expect((await ask(arranged, "-H", `authorization: ${wrong}`)).status, wrong).toBe(401);
    const statusOf = async (token: string) =>
      (await ask(arranged, "-H", `authorization: Bearer ${token}`)).status;
    expect(await statusOf(TOKEN)).toBe(200);
    expect(await statusOf(EXPIRED)).toBe(401);
    // HA16: with no reload
    const map = `${arranged.haproxy.dir}/tokens.map`;
    await arranged.haproxy.runtime(`add map ${map} ${digest("another-token")} 253402300799`);
    await arranged.haproxy.runtime(`set map ${map} ${digest(TOKEN)} 1700000000`);
    expect(await statusOf("another-token")).toBe(200);
    expect(await statusOf(TOKEN)).toBe(401);
    await arranged.haproxy.runtime(`del map ${map} ${digest("another-token")}`);
    expect(await statusOf("another-token")).toBe(401);
  });

  it("needs no token from a trusted network", async () => {
    await using arranged = await arrange({ trustedNetworks: ["127.0.0.0/8"] });

    expect((await ask(arranged)).status).toBe(200);
  });
});

it("serves its statistics page and Prometheus metrics", async () => {
  await using arranged = await arrange();
  const target = { port: arranged.statisticsPort };

  const page = await request(target, { host: "localhost" });
  const metrics = await request(target, { host: "localhost", path: "/metrics" });

  expect([page.status, metrics.status]).toEqual([200, 200]);
  expect(metrics.body).toContain("haproxy_process_uptime_seconds");
});

it("starts without a warning, and drops root", async () => {
  await using arranged = await arrange();
  const { haproxy } = arranged;

  expect(await haproxy.runtime("show startup-logs")).not.toMatch(/\[(?:WARNING|ALERT)\]/);
  if (process.getuid?.() !== 0) return;
  const worker = /^Pid: (\d+)$/m.exec(await haproxy.runtime("show info"))?.[1];
  expect(await readFile(`/proc/${worker}/status`, "utf8")).toMatch(/^Uid:\t(?!0\t)/m);
});
