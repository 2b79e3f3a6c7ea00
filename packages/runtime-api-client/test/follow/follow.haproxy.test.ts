import { request, until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { type Rich, startRich } from "../haproxy.js";
import { firstEvent } from "./first-event.js";

const LIMIT_MS = 5_000;

const ask = ({ haproxy }: Rich, path: string) =>
  request({ socketPath: haproxy.httpSocket }, { host: "unknown.test", path });

it("yields events as they occur, and old ones on request", async () => {
  await using rich = await startRich();
  await ask(rich, "/past");

  const fresh = rich.client.follow("events")[Symbol.asyncIterator]();
  const all = rich.client.follow("events", { past: true })[Symbol.asyncIterator]();
  const past = (await all.next()).value;
  const begun = await firstEvent(fresh, () => ask(rich, "/begin"));
  await ask(rich, "/one");
  await ask(rich, "/two");
  // HAProxy logs a request once it has ended, after the response: its threads may overtake each other
  const nextTwo = async (events: typeof all) => {
    const paths: string[] = [];
    while (paths.length < 2) {
      const path = /GET (\S+)/.exec((await events.next()).value ?? "")?.[1];
      if (path !== undefined && path !== "/begin") paths.push(path);
    }
    return paths.sort();
  };

  expect(past).toContain("/past");
  expect(begun).toContain("/begin");
  expect(await nextTwo(fresh)).toEqual(["/one", "/two"]);
  expect(await nextTwo(all)).toEqual(["/one", "/two"]);
  await fresh.return?.();
  await all.return?.();
});

it("ends when the caller stops, and when its signal aborts", async () => {
  await using rich = await startRich();
  const caller = new AbortController();
  const connections = async () =>
    (await rich.haproxy.runtime("show sess")).split("\n").filter(Boolean).length;

  await ask(rich, "/past");

  for await (const text of rich.client.follow("events", {
    past: true,
    signal: AbortSignal.timeout(LIMIT_MS),
  })) {
    expect(text).toContain("/");
    break;
  }
  const watching = rich.client.follow("events", { signal: caller.signal })[Symbol.asyncIterator]().next();
  await until("it follows", LIMIT_MS, async () => (await connections()) === 2);
  caller.abort();

  await expect(watching).rejects.toMatchObject({ code: "CANCELLED" });
  await until("its connection is closed", LIMIT_MS, async () => (await connections()) === 1);
});

it("reports a missing sink, and that HAProxy has ended", async () => {
  await using rich = await startRich();
  await ask(rich, "/past");
  const next = (sink: string) => rich.client.follow(sink)[Symbol.asyncIterator]().next();

  await expect(next("nope")).rejects.toMatchObject({ code: "REJECTED", reason: "No such event sink" });
  const events = rich.client.follow("events", { past: true })[Symbol.asyncIterator]();
  await events.next();
  const truncated = expect(events.next()).rejects.toMatchObject({ code: "TRUNCATED" });
  await rich.haproxy.stop();

  await truncated;
  await expect(next("events")).rejects.toMatchObject({ code: "CONNECT_FAILED", sent: false });
});
