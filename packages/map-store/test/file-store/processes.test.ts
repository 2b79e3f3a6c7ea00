import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createLockfileLocker } from "@haproxy-mcp/durable-files";
import { describe, expect, it } from "vitest";
import { adding, domain, namesOf } from "../../src/contract/harness.js";
import { poolOf } from "../../src/index.js";
import { type TempStore, tempStore } from "../temp-store.js";

const WRITER = fileURLToPath(new URL("children/writer.mjs", import.meta.url));
const STALE_MS = 2_000; // the least that the lock library takes
const NO_END = 1_000_000;
/** A reader never takes half of a change for an edit by hand. */
const NOTHING_WRONG = { problems: [], missing: new Map(), orphans: [], loss: undefined };

interface Writer extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly lines: AsyncIterator<string>;
  readonly closed: Promise<unknown>;
}

/** A process that runs the built package. */
function startWriter(temp: TempStore, name: string, first: number, last: number): Writer {
  const child = spawn(process.execPath, [WRITER, temp.folder, name, `${first}`, `${last}`, `${STALE_MS}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  return {
    child,
    closed,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** The domains of a writer after its update of that number. */
function domainsAfter(name: string, number: number): string[] {
  const all = Array.from({ length: number }, (_, index) => index + 1);
  return all.filter((n) => n === number || n % 2 === 0).map((n) => `d${n}.${name}.example.com`);
}

describe("a writer that is killed", () => {
  it.concurrent.each([1, 2, 3, 4, 5, 6])(
    "leaves the state of its last update or of the next, and no lock for long (%d)",
    async (round) => {
      await using temp = await tempStore();
      await using writer = startWriter(temp, "w", 1, NO_END);
      // Where exactly it is killed is left to chance; every single step is tried in every-step.faults.test.ts.
      let last = 0;
      for (const wanted = 2 + round * 3 + Math.floor(Math.random() * 8); last < wanted; )
        last = Number((await writer.lines.next()).value);
      writer.child.kill("SIGKILL");
      for (let next = await writer.lines.next(); next.done !== true; next = await writer.lines.next())
        last = Number(next.value);
      await writer.closed;

      const { state, ...reported } = await temp.open().read();
      expect(reported).toMatchObject(NOTHING_WRONG);
      const found = [...state.pools.values()].flatMap(({ names }) => [...names]); // in the order of the file
      expect([domainsAfter("w", last), domainsAfter("w", last + 1)]).toContainEqual(found);
      for (const { servers } of state.pools.values()) expect(servers.size).toBe(1);

      const store = temp.open({ locker: createLockfileLocker({ staleMs: STALE_MS }) });
      await store.update(adding("after.example.com", 999));
      expect(poolOf((await temp.open().read()).state, domain("after.example.com"))).toBe(999);
      expect(Object.keys(await temp.files())).toEqual(["domains.map", "servers.json"]);
      const all = namesOf((await temp.open().read()).state).map(([name]) => name);
      expect(Object.keys(JSON.parse(await temp.text("servers.json"))).sort()).toEqual(all);
    },
  );
});

it("loses no update of two processes and two stores, and shows no reader half of one", async () => {
  const updates = 40;
  await using temp = await tempStore();
  await using a = startWriter(temp, "a", 1, updates);
  await using b = startWriter(temp, "b", 1, updates);
  const stores = [temp.open(), temp.open()];
  let isDone = false;
  const writing = Promise.all([
    a.closed,
    b.closed,
    ...stores.flatMap((store, client) =>
      Array.from({ length: updates }, (_, index) =>
        store.update((snapshot) => {
          const { pools } = snapshot.state;
          const pool =
            Array.from({ length: pools.size + 1 }, (_unused, n) => n + 1).find((n) => !pools.has(n)) ?? 0;
          return adding(`d${index}.s${client}.example.com`, pool)(snapshot);
        }),
      ),
    ),
  ]).finally(() => {
    isDone = true;
  });
  const reader = temp.open();
  while (!isDone) {
    const { state, ...reported } = await reader.read();
    expect(reported).toMatchObject(NOTHING_WRONG);
    for (const { servers } of state.pools.values()) expect(servers.size).toBe(1);
  }
  await writing;

  const { state } = await reader.read();
  const expected = [
    ...["a", "b"].flatMap((name) => domainsAfter(name, updates)),
    ...[0, 1].flatMap((client) =>
      Array.from({ length: updates }, (_, index) => `d${index}.s${client}.example.com`),
    ),
  ];
  expect(namesOf(state).map(([name]) => name)).toEqual(expected.sort());
  expect(state.pools.size).toBe(expected.length);
  expect(Object.keys(await temp.files())).toEqual(["domains.map", "servers.json"]);
});
