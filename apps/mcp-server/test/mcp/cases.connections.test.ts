import { once } from "node:events";
import { createServer, request, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { limitConnections } from "../../src/mcp/connections.js";
import {
  INITIALIZE,
  messagesOf,
  startTestHttpServer,
  type TestHttpServer,
  waitCall,
} from "../support/http-server.js";

const LIMIT_MS = 10_000;
const HALF =
  "POST /mcp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";

/** A connection that has sent some bytes, and what it received until it was closed. */
function open({ url }: TestHttpServer, sent = "") {
  const socket: Socket = connect({ port: Number(url.port), host: "127.0.0.1" });
  let received = "";
  socket.setEncoding("utf8").on("data", (chunk) => (received += chunk));
  socket.on("error", () => {});
  const closed = once(socket, "close");
  if (sent !== "") socket.write(sent);
  return {
    connected: once(socket, "connect"),
    /** The status of what it received. */
    closed: closed.then(() => received.split(" ")[1]),
    isClosed: () => socket.destroyed,
    [Symbol.dispose]: () => socket.destroy(),
  };
}

describe.concurrent("CL17 a connection that sends too little", () => {
  it.each([
    ["nothing", ""],
    ["half a line", "POST /mc"],
    ["headers with no end", "POST /mcp HTTP/1.1\r\nhost: localhost\r\n"],
    ["half a body", HALF],
    [
      "half of a chunked body",
      HALF.replace("content-length: 100", "transfer-encoding: chunked").replace("{", "1\r\n{\r\n"),
    ],
  ])("is closed: %s", async (_, sent) => {
    await using server = await startTestHttpServer({ limits: { headersMs: 100, requestMs: 200 } });
    using connection = open(server, sent);

    expect(await connection.closed).toBe("408");
  });

  it("is closed: half a body that is refused before it is read", async () => {
    await using server = await startTestHttpServer({ limits: { headersMs: 1_000, requestMs: 1_000 } });
    using connection = open(server, HALF.replace("localhost", "evil.example"));

    expect(await connection.closed).toBe("403");
  });

  it("blocks no other client: half bodies are not requests in progress", async () => {
    await using server = await startTestHttpServer({ limits: { requests: 4 } });
    const halves = Array.from({ length: 10 }, () => open(server, HALF));
    await Promise.all(halves.map(({ connected }) => connected));

    expect((await server.post(INITIALIZE)).status).toBe(200);
    for (const half of halves) half[Symbol.dispose]();
  });
});

describe("CL17 more connections than fit", () => {
  it("close the one that has waited for longest, never one with a call in progress", async () => {
    await using server = await startTestHttpServer({ limits: { connections: 6 } });
    const session = await server.begin();
    const call = server.post(waitCall(1), session);
    await server.called(1);

    const idle: ReturnType<typeof open>[] = [];
    for (let i = 0; i < 12; i++) {
      idle.push(open(server, i % 2 === 0 ? "" : HALF));
      await idle.at(-1)?.connected;
    }
    await Promise.all(idle.slice(0, 6).map((one) => one.closed));

    expect(idle[0]?.isClosed()).toBe(true);
    expect((await server.post(INITIALIZE)).status).toBe(200);
    server.waiting[0]?.finish();
    expect(await messagesOf(await call)).toMatchObject([{ id: 1, result: {} }]);
    for (const one of idle) one[Symbol.dispose]();
  });

  it("are fewer for one peer than for all, unless it is a trusted proxy", async () => {
    const limits = { connections: 8 };
    await using server = await startTestHttpServer({
      limits,
      settings: { MCP_TRUSTED_PROXIES: "192.0.2.1" },
    });
    await using behind = await startTestHttpServer({ limits });
    const flood = async (target: TestHttpServer) => {
      const all = [];
      for (let i = 0; i < 5; i++) {
        all.push(open(target));
        await all.at(-1)?.connected;
      }
      return all;
    };
    const [direct, proxied] = [await flood(server), await flood(behind)];

    await direct[0]?.closed;
    // the server has accepted all, and the client has seen what it closed
    expect((await behind.post(INITIALIZE)).status).toBe(200);
    expect(direct.map((one) => one.isClosed())).toEqual([true, false, false, false, false]);
    expect(proxied.map((one) => one.isClosed())).toEqual([false, false, false, false, false]);
    for (const one of [...direct, ...proxied]) one[Symbol.dispose]();
  });
});

describe("CL17 more requests than fit", () => {
  it("get 503 from a client that has half of them in progress; another client's are served", async () => {
    await using server = await startTestHttpServer({ limits: { requests: 4 } });
    const client = { "x-forwarded-for": "100.64.0.1" };
    const session = await server.begin(client);
    const calls = [server.post(waitCall(1), session), server.post(waitCall(2), session)];
    await server.called(2);

    const third = await server.post(waitCall(3), session);

    expect([third.status, third.headers.get("retry-after")]).toEqual([503, "1"]);
    expect((await server.post(INITIALIZE, { "x-forwarded-for": "100.64.0.2" })).status).toBe(200);
    for (const { finish } of server.waiting) finish();
    for (const call of calls) expect(await messagesOf(await call)).toMatchObject([{ result: {} }]);
    expect((await server.post({ jsonrpc: "2.0", id: 3, method: "ping" }, session)).status).toBe(200);
  });

  it("get 503, though they were half sent before the others", async () => {
    await using server = await startTestHttpServer({ limits: { requests: 4 } });
    const session = await server.begin();
    const body = JSON.stringify(INITIALIZE);
    const headers = {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const late = request(server.url, {
      method: "POST",
      headers: { ...headers, "content-length": body.length },
    });
    late.write(body.slice(0, 9));
    await once(late, "socket");
    const calls = [server.post(waitCall(1), session), server.post(waitCall(2), session)];
    await server.called(2);

    const [[response]] = await Promise.all([once(late, "response"), late.end(body.slice(9))]);

    expect(response.statusCode).toBe(503);
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
    expect((await server.post(cancel, session)).status).toBe(202);
    server.waiting[1]?.finish();
    for (const call of calls) await (await call).text();
  });

  it("get 503 from a client that has disconnected from half of them, until they end; it can cancel them", async () => {
    await using server = await startTestHttpServer({ limits: { requests: 4 } });
    const session = await server.begin();
    for (const id of [1, 2]) {
      const lost = new AbortController();
      const call = server.post(waitCall(id), session, lost.signal);
      await server.called(id);
      lost.abort();
      await expect(call.then((response) => response.text())).rejects.toThrow();
    }

    for (const more of [waitCall(3), [waitCall(3), waitCall(4)]])
      expect((await server.post(more, session)).status).toBe(503);
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };
    expect((await server.post(cancel, session)).status).toBe(202);
    const call = server.post(waitCall(3), session);
    await server.called(3);
    for (const { finish } of server.waiting) finish();
    expect(await messagesOf(await call)).toMatchObject([{ id: 3, result: {} }]);
  });
});

it("CL17 a client that does not read its response makes room, and has no request in progress", async () => {
  const server = createServer();
  const connections = limitConnections(server, { maxConnections: 2, maxConnectionsPerPeer: 2 }, () => false);
  const responses: ServerResponse[] = [];
  server.on("request", (request, response) => {
    connections.follow({ request, response, client: "a" });
    responses.push(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const sockets: Socket[] = [];
  const ask = async () => {
    const socket = connect({ port, host: "127.0.0.1" }).on("error", () => {});
    sockets.push(socket.pause());
    socket.write("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n");
    await expect.poll(() => responses.length, { timeout: LIMIT_MS }).toBe(sockets.length);
  };
  const counts = () => [connections.answering().length, connections.unsent().length];
  await ask();
  await ask();
  expect(counts()).toEqual([2, 2]);

  // more than the system's buffers hold
  responses[0]?.end(Buffer.alloc(1 << 26));
  expect(counts()).toEqual([1, 2]);
  await ask();

  await expect
    .poll(() => responses.map(({ destroyed }) => destroyed), { timeout: LIMIT_MS })
    .toEqual([true, false, false]);
  expect(counts()).toEqual([2, 2]);
  for (const socket of sockets) socket.destroy();
  server.close();
});
