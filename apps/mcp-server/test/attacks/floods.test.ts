import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { atFullSize, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createAccessLog } from "../../src/access/access-log.js";
import { HTTP_LIMITS } from "../../src/mcp/http-limits.js";
import {
  INITIALIZE,
  messagesOf,
  startTestHttpServer,
  type TestHttpServer,
  TOKEN,
  waitCall,
} from "../support/http-server.js";

const BEARER = { authorization: `Bearer ${TOKEN}` };
const LONG = { timeout: 60_000 };
const silent = () => {};
const LOG = { debug: silent, info: silent, warn: silent, error: silent };

/** The statuses of so many requests, some at a time, and how often each came. */
async function statuses(count: number, send: (index: number) => Promise<Response>) {
  const found: Record<number, number> = {};
  let next = 0;
  const one = async () => {
    for (let index = next++; index < count; index = next++) {
      const response = await send(index);
      await response.arrayBuffer();
      found[response.status] = (found[response.status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
  return found;
}

const addressOf = (index: number) =>
  index % 2 === 0 ? `198.51.${index >> 8}.${index & 255}` : `2001:db8::${index.toString(16)}`;
const outsider = (index: number) => ({ "x-forwarded-for": addressOf(index) });

/** A caller with a token is served, whatever others send. */
async function assertServed(server: TestHttpServer): Promise<void> {
  const before = server.waiting.length;
  const session = await server.begin({ ...BEARER, "x-forwarded-for": "203.0.113.1" });
  const called = server.post(waitCall(1, "haproxy_change"), session);
  await server.called(before + 1);
  server.waiting.at(-1)?.finish();
  expect(await messagesOf(await called)).toMatchObject([{ result: { structuredContent: { done: true } } }]);
}

it("a flood of wrong tokens from many addresses gets 401, few lines, and nothing else", LONG, async () => {
  const count = atFullSize(5_000, 120);
  await using folder = await temporaryFolder();
  const accessLog = createAccessLog(join(folder.path, "access.log"), LOG as never);
  await using server = await startTestHttpServer({ accessLog });

  const found = await statuses(count, (index) =>
    server.post(waitCall(1, "haproxy_change"), {
      ...outsider(index),
      ...(index % 3 !== 0 && { authorization: `Bearer guess-${index}` }),
    }),
  );
  await assertServed(server);
  await accessLog.end();

  expect(found).toEqual({ 401: count });
  expect(server.waiting.length).toBe(1);
  expect(await readdir(folder.path)).toEqual(["access.log"]);
  const text = await readFile(join(folder.path, "access.log"), "utf8");
  const lines = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.length).toBeLessThanOrEqual(102);
  expect(lines.reduce((sum, line) => sum + line.count, 0)).toBe(count);
  expect(text).not.toContain("guess-");
});

it(
  "more sessions than fit end the unused ones, never one with a call, and leave room for other clients",
  LONG,
  async () => {
    const sessions = atFullSize(HTTP_LIMITS.sessions, 8);
    const count = atFullSize(10_000, 40);
    await using server = await startTestHttpServer({ limits: { sessions } });
    const session = await server.begin(BEARER);
    const call = server.post(waitCall(1, "haproxy_change"), session);
    await server.called(1);

    const found = await statuses(count, (index) =>
      server.post(INITIALIZE, { ...BEARER, ...outsider(index % 7) }),
    );

    expect(found).toEqual({ 200: count });
    await assertServed(server);
    server.waiting[0]?.finish();
    expect(await messagesOf(await call)).toMatchObject([{ id: 1, result: {} }]);
  },
);

it("sessions that are guessed, or of a caller without a token, are refused", async () => {
  await using server = await startTestHttpServer();
  const session = await server.begin(BEARER);
  const { authorization: _, ...withoutToken } = session;
  const guess = { ...session, "mcp-session-id": "00000000-0000-4000-8000-000000000000" };
  const call = waitCall(1, "haproxy_change");

  const responses = await Promise.all([
    server.post(call, guess),
    server.post(call, { ...withoutToken, ...outsider(1) }),
    server.post(call, { ...session, ...outsider(1), authorization: "Bearer wrong" }),
    server.post(call, withoutToken),
  ]);

  // the last one needs no token: it comes from this machine, as another caller
  expect(responses.map(({ status }) => status)).toEqual([404, 401, 401, 404]);
  expect(server.waiting).toEqual([]);
});
