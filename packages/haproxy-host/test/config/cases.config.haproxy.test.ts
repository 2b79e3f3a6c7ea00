import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { connect as connectHttp2, constants } from "node:http2";
import { get as httpsGet } from "node:https";
import { createConnection, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import {
  createTestCa,
  freePort,
  request,
  startHaproxy,
  type TestHaproxy,
  temporaryFolder,
  until,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDefaultCertificate, renderConfig } from "../../src/index.js";
import { startUpgradingBackend, type UpgradingBackend } from "./upgrading-backend.js";

const HOST = "shop.example.test";
const WILD = "a.wild.example.test";
const RETRIED = "retried.example.test";
/** Connects from another address of this machine than other clients. */
const PROXY = new Agent({ localAddress: "127.0.0.2" });
const LIMIT_MS = 5_000;

let backend: UpgradingBackend;
let haproxy: TestHaproxy;
let httpPort = 0;
let httpsPort = 0;

/** With the log in its ring and on stdout, a domain with a certificate and one without, and a proxy in front at 127.0.0.2. */
beforeAll(async () => {
  await using folder = await temporaryFolder();
  const { certificateFile, keyFile } = await (await createTestCa(folder.path)).issue([HOST]);
  [httpPort, httpsPort] = [await freePort(), await freePort()];
  backend = await startUpgradingBackend();
  haproxy = await startHaproxy({
    files: {
      "domains.map": `${HOST} pool_1\n.wild.example.test pool_1\n${RETRIED} pool_2\n`,
      "servers.state": "1\n",
      "certs/00-default.pem": createDefaultCertificate(),
      "certs/shop.pem": (await readFile(certificateFile, "utf8")) + (await readFile(keyFile, "utf8")),
    },
    config: ({ dir, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: { count: 2, slots: 2 },
        httpBinds: [`127.0.0.1:${httpPort}`],
        statsSockets: [`${runtimeSocket} mode 600 level admin`],
        mapFile,
        stateFile,
        maxConnections: 100,
        accessLog: { target: "stdout" },
        trustedProxies: ["127.0.0.2"],
        https: {
          binds: [`127.0.0.1:${httpsPort}`],
          quicBinds: [],
          port: httpsPort,
          certsDir: `${dir}/certs`,
          redirect: false,
          hstsSec: 1_000,
        },
      }).replace("option redispatch", "option redispatch 1"), // at the first retry, which then waits for nothing
  });
  await haproxy.runtime(`set server pool_1/pool_1_1 addr 127.0.0.1 port ${backend.port}`);
  await haproxy.runtime("set server pool_1/pool_1_1 state ready");
});
afterAll(async () => {
  await haproxy?.[Symbol.asyncDispose]();
  await backend?.[Symbol.asyncDispose]();
});

const ask = (options: Omit<Parameters<typeof request>[1], "host"> & { readonly host?: string } = {}) =>
  request({ port: httpPort }, { host: HOST, ...options });

/** The status of a request as it is written, which no HTTP client would send. */
async function statusOf(...head: readonly string[]): Promise<number> {
  const socket = createConnection({
    port: httpPort,
    host: "127.0.0.1",
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  socket.write(`${head.join("\r\n")}\r\nConnection: close\r\n\r\n`);
  return Number(/^HTTP\/1\.\d (\d+)/.exec(await text(socket))?.[1]);
}

describe("HA8", () => {
  it.each([
    ["a.test,b.wild.example.test", 400],
    [`a.test,${HOST}`, 400],
    [`a.test, ${HOST}`, 400],
    [`${HOST},a.test`, 400],
    [`${HOST} a.test`, 400],
    [`${HOST}:80:90`, 400],
    [`${HOST}:x`, 400],
    [`user@${HOST}`, 400],
    ["a;b.wild.example.test", 400],
    ["a/b.wild.example.test", 400],
    ["a..wild.example.test", 400],
    [".wild.example.test", 400],
    ["a.wild.example.test..", 400],
    ["*.wild.example.test", 400],
    ["%[env(PATH)]", 400],
    ["", 400],
    ["[::1", 400],
    [HOST, 200],
    [`${HOST.toUpperCase()}.:8080`, 200],
    ["under_score.wild.example.test", 200],
    ["xn--bcher-kva.wild.example.test", 200],
    ["[::1]:8080", 404],
    ["192.0.2.1", 404],
    ["other.example.org", 404],
  ])("the Host %j gets %i", async (host, status) => {
    expect(await statusOf("GET / HTTP/1.1", `Host: ${host}`)).toBe(status);
  });

  it("a list gets 400 over HTTP/2 and in an absolute URI, too", async () => {
    const list = `a.test,${WILD}`;
    const session = connectHttp2(`https://${HOST}:${httpsPort}`, {
      host: "127.0.0.1",
      rejectUnauthorized: false,
      servername: HOST,
    });
    const stream = session.request({ ":authority": list });
    // HAProxy 3 resets the stream by itself
    const outcome = await once(stream, "response").then(
      ([headers]) => headers[":status"],
      (error: NodeJS.ErrnoException) => error.message,
    );
    session.destroy();

    expect([400, "Stream closed with error code NGHTTP2_PROTOCOL_ERROR"]).toContain(outcome);
    expect(await statusOf(`GET http://${list}/ HTTP/1.1`, `Host: ${list}`)).toBe(400);
  });

  it("a request with two hosts, or none, gets 400", async () => {
    expect(await statusOf("GET / HTTP/1.1", `Host: ${HOST}`, "Host: a.wild.example.test")).toBe(400);
    expect(await statusOf("GET / HTTP/1.0")).toBe(400);
  });
});

describe("HA9", () => {
  it("replaces what a client reports about itself, and keeps what a trusted proxy reports", async () => {
    const headers = {
      "x-forwarded-for": "192.0.2.7",
      "X-Forwarded-Proto": "gopher",
      "x-forwarded-host": "evil.test",
      "x-forwarded-server": "evil.test",
      x_forwarded_for: "192.0.2.7",
      forwarded: "for=192.0.2.7",
      "x-real-ip": "192.0.2.7",
    };
    const forwarded = () =>
      Object.fromEntries(
        Object.entries(backend.lastHeaders()).filter(([name]) => /forwarded|real/.test(name)),
      );

    await ask({ headers });
    const fromClient = forwarded();
    await ask({ headers, agent: PROXY });

    expect(fromClient).toEqual({
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": HOST,
      "x-forwarded-port": String(httpPort),
    });
    expect(forwarded()).toMatchObject({
      "x-forwarded-for": "192.0.2.7, 127.0.0.2",
      "x-forwarded-proto": "gopher",
      "x-forwarded-host": "evil.test",
      "x-forwarded-port": String(httpPort),
    });
  });

  it("refuses TRACE and CONNECT", async () => {
    expect(await statusOf("TRACE / HTTP/1.1", `Host: ${HOST}`)).toBe(405);
    expect(await statusOf(`CONNECT ${HOST}:80 HTTP/1.1`, `Host: ${HOST}:80`)).toBe(405);
    for (const method of ["OPTIONS", "PATCH", "DELETE"])
      expect(await ask({ method }), method).toMatchObject({ status: 200, body: method });
  });

  it("passes no upgrade to HTTP/2 on, but WebSocket", async () => {
    const upgrade = (protocol: string) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const headers = {
          host: HOST,
          connection: "Upgrade, HTTP2-Settings",
          upgrade: protocol,
          "http2-settings": "AAMAAABkAARAAAAAAAIAAAAA",
          "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
          "sec-websocket-version": "13",
        };
        const outgoing = httpRequest({
          port: httpPort,
          host: "127.0.0.1",
          headers,
          signal: AbortSignal.timeout(LIMIT_MS),
        });
        outgoing.once("error", reject).once("response", (incoming) => resolve(incoming.resume()));
        outgoing.once("upgrade", (incoming, socket: Socket) => {
          socket.once("data", () => {
            socket.destroy();
            resolve(incoming);
          });
          socket.write("a byte that comes back");
        });
        outgoing.end();
      });

    for (const protocol of ["h2c", "H2C", "websocket, h2c"]) {
      await upgrade(protocol);
      expect(backend.lastHeaders().upgrade ?? "", protocol).not.toMatch(/h2c/i);
    }
    expect((await upgrade("websocket")).statusCode).toBe(101);
  });

  it("passes WebSocket over HTTP/2 on", async () => {
    const session = connectHttp2(`https://${HOST}:${httpsPort}`, {
      host: "127.0.0.1",
      rejectUnauthorized: false,
      servername: HOST,
    });
    await once(session, "remoteSettings");
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "CONNECT",
      ":protocol": "websocket",
      [constants.HTTP2_HEADER_AUTHORITY]: HOST,
      [constants.HTTP2_HEADER_SCHEME]: "https",
      [constants.HTTP2_HEADER_PATH]: "/",
      "sec-websocket-version": "13",
    });
    const [headers] = await once(stream, "response");
    stream.write("echo");
    const [echo] = await once(stream, "data");
    session.destroy();

    expect([headers[":status"], String(echo)]).toEqual([200, "echo"]);
  });

  it("logs one line of JSON for each request, to stdout and to a ring", async () => {
    const path = '/a"b\\c/%22é'.replace("é", "%C3%A9");
    await ask({
      host: `${WILD}:80`,
      path: `${path}?token=secret`,
      headers: { authorization: "Bearer secret" },
    });
    await ask({ path: "/proxied", headers: { "x-forwarded-for": "203.0.113.9, 192.0.2.7" }, agent: PROXY });
    await ask({ host: "unknown.example.org", path: `/${"long".repeat(1_000)}` });
    const ring = async () => haproxy.runtime("show events access");
    const marks = ["/%22%C3%A9", "/proxied", "/longlong"];
    // what other tests began, such as a WebSocket, is logged when it ends
    const linesOf = async () => {
      const lines = (await ring()).split("\n");
      return marks.flatMap((mark) => lines.find((line) => line.includes(mark)) ?? []);
    };
    await until("all three are logged", LIMIT_MS, async () => (await linesOf()).length === marks.length);
    const logged = await ring();
    const records = (await linesOf()).map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(records).toEqual([
      expect.objectContaining({
        ...{ client: "127.0.0.1", domain: WILD, method: "GET", path, status: 200, pool: "pool_1" },
        ...{ server: "pool_1_1", state: "--", retries: "0", http: "HTTP/1.1", tls: "-" },
      }),
      expect.objectContaining({ client: "192.0.2.7", domain: HOST, path: "/proxied" }),
      expect.objectContaining({ domain: "unknown.example.org", status: 404, server: "<NOSRV>" }),
    ]);
    for (const name of ["time", "bytes", "total_ms", "request_ms", "queue_ms", "connect_ms", "response_ms"])
      expect(records[1]?.[name], name).toEqual(expect.any(Number));
    expect(logged).not.toContain("secret");
    await until("stdout has it", LIMIT_MS, () => haproxy.output().includes("proxied"));
  });

  it("logs JSON for a request that another server got at its retry, too", async () => {
    const refused = await freePort();
    for (const [server, port] of [
      ["pool_2/pool_2_1", refused],
      ["pool_2/pool_2_2", backend.port],
    ]) {
      await haproxy.runtime(`set server ${server} addr 127.0.0.1 port ${port}`);
      await haproxy.runtime(`set server ${server} state ready`);
    }
    await ask({ host: RETRIED });
    await ask({ host: RETRIED });
    const lines = async () =>
      (await haproxy.runtime("show events access")).split("\n").filter((line) => line.includes(RETRIED));
    await until("both are logged", LIMIT_MS, async () => (await lines()).length === 2);
    const records = (await lines()).map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(records.map(({ status, server }) => [status, server])).toEqual([
      [200, "pool_2_2"],
      [200, "pool_2_2"],
    ]);
    expect(records.map(({ retries }) => retries)).toContain("+1");
  });

  it("has a limit of connections, with some left for others than clients", async () => {
    const [frontend] = /^http,FRONTEND,.*$/m.exec(await haproxy.runtime("show stat")) ?? [];

    expect(frontend?.split(",")[6]).toBe("100");
    expect(await haproxy.runtime("show info")).toContain("\nMaxconn: 200\n");
  });
});

it("CE11 sends HSTS only where it serves a certificate of the name", async () => {
  const hstsOf = async (servername: string, port = httpsPort) => {
    const outgoing = httpsGet({
      ...{ host: "127.0.0.1", port, servername, headers: { host: servername } },
      ...{ rejectUnauthorized: false, agent: false, signal: AbortSignal.timeout(LIMIT_MS) },
    });
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    incoming.resume();
    return incoming.headers["strict-transport-security"];
  };

  expect(await hstsOf(HOST)).toBe("max-age=1000");
  expect(await hstsOf(WILD)).toBeUndefined();
  expect((await ask()).headers["strict-transport-security"]).toBeUndefined();
});
