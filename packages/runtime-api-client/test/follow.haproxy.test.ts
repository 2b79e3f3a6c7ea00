import { setTimeout as sleep } from "node:timers/promises";
import { request } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { type Rich, startRich } from "./haproxy.js";

const ask = ({ haproxy }: Rich, path: string) =>
  request({ socketPath: haproxy.httpSocket }, { host: "unknown.test", path });

it("gives events as they come, old ones too when asked for", async () => {
  await using rich = await startRich();
  await ask(rich, "/past");

  const fresh = rich.client.follow("events")[Symbol.asyncIterator]();
  const all = rich.client.follow("events", { past: true })[Symbol.asyncIterator]();
  const [next, past] = [fresh.next(), await all.next()];
  await sleep(100);
  await ask(rich, "/one");
  await ask(rich, "/two");

  expect(past.value).toContain("/past");
  expect((await next).value).toContain("/one");
  expect((await fresh.next()).value).toContain("/two");
  expect((await all.next()).value).toContain("/one");
  await fresh.return?.();
  await all.return?.();
});

it("ends when the caller stops, and when its signal aborts", async () => {
  await using rich = await startRich();
  const gaveUp = new AbortController();
  const connections = async () =>
    (await rich.haproxy.runtime("show sess")).split("\n").filter(Boolean).length;

  await ask(rich, "/past");

  for await (const text of rich.client.follow("events", { past: true, signal: AbortSignal.timeout(5_000) })) {
    expect(text).toContain("/");
    break;
  }
  const watching = rich.client.follow("events", { signal: gaveUp.signal })[Symbol.asyncIterator]().next();
  await sleep(50);
  expect(await connections()).toBe(2);
  gaveUp.abort();

  await expect(watching).rejects.toMatchObject({ code: "ABORTED" });
  while ((await connections()) > 1);
});

it("tells when there is no such sink, and when HAProxy is gone", async () => {
  await using rich = await startRich();
  const next = (sink: string) => rich.client.follow(sink)[Symbol.asyncIterator]().next();

  await expect(next("nope")).rejects.toMatchObject({ code: "REJECTED", reason: "No such event sink" });
  const truncated = expect(next("events")).rejects.toMatchObject({ code: "TRUNCATED" });
  await sleep(50);
  await rich.haproxy.stop();

  await truncated;
  await expect(next("events")).rejects.toMatchObject({ code: "CONNECT_FAILED", sent: false });
});
