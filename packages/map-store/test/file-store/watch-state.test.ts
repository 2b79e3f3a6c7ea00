import { rename } from "node:fs/promises";
import { setImmediate as turn } from "node:timers/promises";
import { type Clock, type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { expect, it } from "vitest";
import { namesOf } from "../../src/contract/harness.js";
import type { FileStateStoreOptions, StateEvent } from "../../src/index.js";
import { type TempStore, tempStore } from "../temp-store.js";

/** Sleeps for one turn of the event loop, and writes down for how long it should have. */
function quickClock(): Clock & { readonly naps: Set<number>; count(): number } {
  const naps = new Set<number>();
  let count = 0;
  return {
    naps,
    count: () => count,
    now: () => new Date(0),
    nowMs: () => 0,
    async sleep(delayMs, signal) {
      naps.add(delayMs);
      count++;
      await turn(undefined, { signal });
    },
  };
}

async function watching(files: Record<string, string>, options: Partial<FileStateStoreOptions> = {}) {
  const temp = await tempStore(files);
  const caller = new AbortController();
  const clock = quickClock();
  const events = temp
    .open({ clock, ...options })
    .watch(caller.signal)
    [Symbol.asyncIterator]();
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

it("reports at once, then only other content, however the file was replaced", async () => {
  await using watch = await watching({ "domains.map": "a.example.com pool_1\n" });
  const { temp, next } = watch;
  expect(domainsOf(await next())).toEqual(["a.example.com"]);
  await temp.write("domains.map", "b.example.com pool_1\n");
  expect(domainsOf(await next())).toEqual(["b.example.com"]);
  await replace(temp, "c.example.com pool_1\n");
  expect(domainsOf(await next())).toEqual(["c.example.com"]);
  expect([...watch.clock.naps]).toEqual([1_000]);
});

it("reports once that the state is stale, and the state again when it can be read, changed or not", async () => {
  const good = '{"a.example.com": {"1": {"ip": "10.0.0.1"}}}';
  await using watch = await watching({ "servers.json": good });
  const { temp, next } = watch;
  const first = await next();
  await replace(temp, "{", temp.serversFile);
  const stale = await next();
  expect(stale).toMatchObject({ fresh: false, reason: { code: "UNREADABLE" } });
  const pending = next();
  for (let nap = 0; nap < 20; nap++) await turn();
  await replace(temp, '{"a.example.com": nonsense}', temp.serversFile);
  for (let nap = 0; nap < 20; nap++) await turn();
  await replace(temp, good, temp.serversFile);
  expect(JSON.stringify(await pending)).toBe(JSON.stringify(first));
});

it("begins stale when the state cannot be read", async () => {
  await using watch = await watching({ "servers.json": "{" });
  expect(domainsOf(await watch.next())).toBe("UNREADABLE");
  await watch.temp.write("servers.json", "{}");
  expect(domainsOf(await watch.next())).toEqual([]);
});

it("passes on what is not the store's own failure", async () => {
  await using temp = await tempStore();
  const clock: Clock = { ...quickClock(), sleep: () => Promise.reject(new Error("no clock")) };
  const events = temp.open({ clock }).watch(new AbortController().signal)[Symbol.asyncIterator]();
  await events.next();
  await expect(events.next()).rejects.toThrow("no clock");
});

it("reads only after it has seen that a file changed, and always while it changed a moment ago", async () => {
  let reads = 0;
  let changedMs = 0;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    stamp: async (file) => {
      const stamp = await nodeFileSystem.stamp(file);
      return stamp && { ...stamp, changedMs };
    },
    read: async (...given) => {
      reads++;
      return nodeFileSystem.read(...given);
    },
  };
  await using watch = await watching({ "domains.map": "a.example.com pool_1\n" }, { fileSystem });
  const { clock, next, temp } = watch;
  const naps = async (count: number) => {
    const end = clock.count() + count;
    while (clock.count() < end) await turn();
  };
  await next();
  const before = reads;
  const pending = next();
  await naps(20);
  expect(reads).toBe(before);
  await replace(temp, "b.example.com pool_1\n");
  expect(domainsOf(await pending)).toEqual(["b.example.com"]);
  changedMs = Number.POSITIVE_INFINITY;
  const again = reads;
  const last = next();
  await naps(20);
  expect(reads).toBeGreaterThan(again + 20);
  await replace(temp, "c.example.com pool_1\n");
  expect(domainsOf(await last)).toEqual(["c.example.com"]);
});

/** In one step: a watcher never sees the file half written. */
async function replace(temp: TempStore, text: string, file = temp.mapFile): Promise<void> {
  await temp.write("other", text);
  await rename(temp.path("other"), file);
}
