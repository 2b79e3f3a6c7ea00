import { rename } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "@haproxy-mcp/durable-files";
import { expect, it } from "vitest";
import { namesOf } from "../../src/contract/harness.js";
import type { StateEvent } from "../../src/index.js";
import { tempStore } from "../temp-store.js";

/** Sleeps for one turn of the event loop, and writes down for how long it should have. */
function quickClock(): Clock & { readonly naps: Set<number> } {
  const naps = new Set<number>();
  return {
    naps,
    nowMs: () => 0,
    async sleep(delayMs, signal) {
      naps.add(delayMs);
      await turn(undefined, { ...(signal && { signal }) });
    },
  };
}

async function watching(files: Record<string, string>) {
  const temp = await tempStore(files);
  const caller = new AbortController();
  const clock = quickClock();
  const events = temp.open({ clock }).watch(caller.signal)[Symbol.asyncIterator]();
  return {
    temp,
    clock,
    async next(): Promise<StateEvent> {
      const { value, done } = await events.next();
      if (done === true) throw new Error("the watch has ended");
      return value;
    },
    async [Symbol.asyncDispose]() {
      caller.abort();
      await events.return?.();
      await temp[Symbol.asyncDispose]();
    },
  };
}

const domainsOf = (event: StateEvent) =>
  event.fresh ? namesOf(event.snapshot.state).map(([name]) => name) : event.reason.code;

it("tells at once, then only of other content, however the file was replaced", async () => {
  await using watch = await watching({ "domains.map": "a.example.com pool_1\n" });
  const { temp, next } = watch;
  expect(domainsOf(await next())).toEqual(["a.example.com"]);
  await temp.write("domains.map", "b.example.com pool_1\n");
  expect(domainsOf(await next())).toEqual(["b.example.com"]);
  await temp.write("other", "c.example.com pool_1\n");
  await rename(temp.path("other"), temp.mapFile);
  expect(domainsOf(await next())).toEqual(["c.example.com"]);
  expect([...watch.clock.naps]).toEqual([500]);
});

it("says once that the state is stale, and tells it again when it can be read, changed or not", async () => {
  const good = '{"a.example.com": {"1": {"ip": "10.0.0.1"}}}';
  await using watch = await watching({ "servers.json": good });
  const { temp, next } = watch;
  const first = await next();
  await temp.write("servers.json", "{");
  const stale = await next();
  expect(stale).toMatchObject({ fresh: false, reason: { code: "UNREADABLE" } });
  const pending = next();
  for (let nap = 0; nap < 20; nap++) await turn();
  await temp.write("servers.json", '{"a.example.com": nonsense}');
  for (let nap = 0; nap < 20; nap++) await turn();
  await temp.write("servers.json", good);
  expect(await pending).toEqual(first);
});

it("begins stale when the state cannot be read", async () => {
  await using watch = await watching({ "servers.json": "" });
  expect(domainsOf(await watch.next())).toBe("UNREADABLE");
  await watch.temp.write("servers.json", "{}");
  expect(domainsOf(await watch.next())).toEqual([]);
});

it("passes on what is not the store's own failure", async () => {
  await using temp = await tempStore();
  const clock: Clock = { nowMs: () => 0, sleep: () => Promise.reject(new Error("no clock")) };
  const events = temp.open({ clock }).watch(new AbortController().signal)[Symbol.asyncIterator]();
  await events.next();
  await expect(events.next()).rejects.toThrow("no clock");
});
