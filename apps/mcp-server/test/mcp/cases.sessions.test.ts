import { describe, expect, it } from "vitest";
import { IDLE_MS, type SessionUse, sessionsToEnd } from "../../src/mcp/session-room.js";
import { INITIALIZE, messagesOf, startTestHttpServer, waitCall } from "../support/http-server.js";

const LIMIT_MS = 10_000;
const PING = { jsonrpc: "2.0", id: 99, method: "ping" };
/** The address of a client, as a proxy on loopback reports it. */
const from = (address: string) => ({ "x-forwarded-for": address, host: "localhost" });
const CLIENTS = { one: from("100.64.0.1"), other: from("100.64.0.2") };

describe("CL3 more sessions than fit", () => {
  it("never ends one whose call is in progress, and ends the one unused for longest", async () => {
    await using server = await startTestHttpServer({ limits: { sessions: 8 } });
    const busy = await server.begin();
    const call = server.post(waitCall(1), busy);
    await server.called(1);
    const idle = await server.begin();

    for (let i = 0; i < 10; i++) expect((await server.post(INITIALIZE)).status).toBe(200);
    server.waiting[0]?.finish();

    expect(await messagesOf(await call)).toMatchObject([
      { id: 1, result: { structuredContent: { done: true } } },
    ]);
    expect((await server.post(PING, busy)).status).toBe(200);
    expect((await server.post(PING, idle)).status).toBe(404);
  });

  it("keeps one whose client lost its connection while the call runs", async () => {
    await using server = await startTestHttpServer({ limits: { sessions: 4 } });
    const busy = await server.begin();
    const lost = new AbortController();
    const call = server.post(waitCall(1), busy, lost.signal);
    await server.called(1);
    lost.abort();
    await expect(call.then((response) => response.text())).rejects.toThrow();

    for (let i = 0; i < 5; i++) await server.post(INITIALIZE);

    expect(server.waiting[0]?.context.signal.aborted).toBe(false);
    expect((await server.post(PING, busy)).status).toBe(200);
    server.waiting[0]?.finish();
  });

  it("takes them from the client that begins too many, not from another", async () => {
    await using server = await startTestHttpServer({ limits: { sessions: 8 } });
    const old = await server.begin(CLIENTS.other);

    for (let i = 0; i < 10; i++) await server.begin(CLIENTS.one);

    expect((await server.post(PING, old)).status).toBe(200);
  });

  it("refuses a client that is busy with all it may have, and no other", async () => {
    await using server = await startTestHttpServer({ limits: { sessions: 4 } });
    for (let i = 0; i < 2; i++) void server.post(waitCall(i), await server.begin(CLIENTS.one));
    await server.called(2);

    const refused = await server.post(INITIALIZE, CLIENTS.one);

    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await server.post(INITIALIZE, CLIENTS.other)).status).toBe(200);
    for (const { finish } of server.waiting) finish();
  });

  it("ends the response to a cancelled call, and to a batch once its other calls have theirs", async () => {
    await using server = await startTestHttpServer();
    const session = await server.begin();
    const cancel = (requestId: number) => ({
      jsonrpc: "2.0",
      method: "notifications/cancelled",
      params: { requestId },
    });
    const call = server.post(waitCall(1), session);
    const batch = server.post([waitCall(2), waitCall(3), waitCall(4)], session);
    await server.called(4);

    for (const id of [1, 2, 4]) await server.post(cancel(id), session);
    expect(await messagesOf(await call)).toEqual([]);
    const again = server.post(waitCall(1), session);
    await server.called(5);
    for (const { finish } of server.waiting) finish();

    expect(await messagesOf(await batch)).toMatchObject([{ id: 3, result: {} }]);
    expect(await messagesOf(await again)).toMatchObject([{ id: 1, result: {} }]);
  });

  it("counts a cancelled call no more", async () => {
    await using server = await startTestHttpServer({ limits: { sessions: 2 } });
    const session = await server.begin();
    const call = server.post(waitCall(1), session);
    await server.called(1);
    const cancel = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } };

    await server.post(cancel, session);

    expect((await server.post(INITIALIZE)).status).toBe(200);
    await (await call).text();
  });
});

it("CL3 a client that listens keeps its session, also after a long time", async () => {
  await using server = await startTestHttpServer({ limits: { sessions: 4 } });
  const listening = await server.begin();
  const listen = () => fetch(server.url, { headers: { ...listening, accept: "text/event-stream" } });
  const disconnect = (stream: Response | undefined) => stream?.body?.cancel();
  await disconnect(await listen());
  let stream: Response | undefined;
  await expect
    .poll(
      async () => {
        stream = await listen();
        return stream.status;
      },
      { timeout: LIMIT_MS },
    )
    .toBe(200);
  const idle = await server.begin();

  await server.post(INITIALIZE);

  expect((await server.post(PING, listening)).status).toBe(200);
  expect((await server.post(PING, idle)).status).toBe(404);
  await disconnect(stream);
  await expect
    .poll(
      async () => {
        await server.begin();
        await server.begin();
        return (await server.post(PING, listening)).status;
      },
      { timeout: LIMIT_MS },
    )
    .toBe(404);
});

describe("CL3 the sessions that end", () => {
  const NOW = IDLE_MS * 2;
  const session = (client: string, usedAtMs: number, is: "idle" | "busy" | "watched" = "idle") => ({
    client,
    usedAtMs,
    isBusy: is === "busy",
    isWatched: is === "watched",
  });
  const ended = (sessions: readonly SessionUse[], client = "a", limits = { max: 4, maxPerClient: 2 }) =>
    sessionsToEnd(sessions, client, limits, NOW)?.map(({ usedAtMs }) => NOW - usedAtMs);

  it.each<[string, readonly SessionUse[], readonly number[] | undefined]>([
    ["none while there is room", [session("a", NOW - 9)], []],
    ["those long unused", [session("b", NOW - IDLE_MS - 1)], [IDLE_MS + 1]],
    ["not one that is listened to", [session("b", NOW - IDLE_MS - 1, "watched")], []],
    ["not one whose call takes long", [session("b", NOW - IDLE_MS - 1, "busy")], []],
    ["the client's own", [session("b", NOW - 9), session("a", NOW - 5), session("a", NOW - 7)], [7]],
    ["its own that is not busy", [session("a", NOW - 9, "busy"), session("a", NOW - 2)], [2]],
    [
      "one that nothing listens to before an older one",
      [session("a", NOW - 9, "watched"), session("a", NOW - 2)],
      [2],
    ],
    [
      "one that is listened to, if no other",
      [session("a", NOW - 9, "watched"), session("a", NOW - 2, "busy")],
      [9],
    ],
    [
      "any, if there are too many in all",
      [session("b", NOW - 3), session("b", NOW - 4), session("c", NOW - 2), session("c", NOW - 1)],
      [4],
    ],
    ["none, if its own are busy", [session("a", NOW - 9, "busy"), session("a", NOW - 2, "busy")], undefined],
    [
      "none, if all are busy",
      ["b", "b", "c", "c"].map((client, i) => session(client, NOW - i, "busy")),
      undefined,
    ],
  ])("are %s", (_, sessions, expected) => {
    expect(ended(sessions)).toEqual(expected);
  });
});

describe("CL7 no session", () => {
  it.each(["GET", "DELETE", "PUT", "HEAD"])("%s gets 405, with what is allowed", async (method) => {
    await using server = await startTestHttpServer();

    const response = await fetch(server.url, { method, headers: { accept: "text/event-stream" } });

    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("a GET with an unknown session gets 404: the client begins again", async () => {
    await using server = await startTestHttpServer();
    const headers = { accept: "text/event-stream", "mcp-session-id": "unknown" };

    expect((await fetch(server.url, { headers })).status).toBe(404);
  });
});

describe("CL9 a request id that is in use", () => {
  it("gets -32600, and the first request its response", async () => {
    await using server = await startTestHttpServer();
    const session = await server.begin();
    const first = server.post(waitCall(7), session);
    await server.called(1);

    const second = await server.post(waitCall(7), session);
    const other = server.post(waitCall("7"), session);
    await server.called(2);
    for (const { finish } of server.waiting) finish();

    expect(second.status).toBe(400);
    expect(await messagesOf(second)).toEqual([
      {
        jsonrpc: "2.0",
        id: 7,
        error: { code: -32600, message: "request id 7 is in use by a request in progress" },
      },
    ]);
    expect(await messagesOf(await first)).toMatchObject([{ id: 7, result: {} }]);
    expect(await messagesOf(await other)).toMatchObject([{ id: "7", result: {} }]);
    expect((await server.post({ ...PING, id: 7 }, session)).status).toBe(200);
  });

  it("twice in a batch gets -32600", async () => {
    await using server = await startTestHttpServer();
    const batch = await server.post([PING, PING], await server.begin());

    expect(await messagesOf(batch)).toMatchObject([{ id: 99, error: { code: -32600 } }]);
  });

  it("is no matter of other sessions", async () => {
    await using server = await startTestHttpServer();
    const calls = [await server.begin(), await server.begin()].map((session) =>
      server.post(waitCall(7), session),
    );
    await server.called(2);
    for (const { finish } of server.waiting) finish();

    for (const call of calls) expect(await messagesOf(await call)).toMatchObject([{ id: 7, result: {} }]);
  });
});
