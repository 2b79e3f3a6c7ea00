import type { StateEvent, StateSnapshot } from "@haproxy-mcp/map-store";
import { until } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { type ReconcileEvent, type ReconcileOptions, type Restored, reconcile } from "../src/index.js";

const LIMIT_MS = 5_000;

/** A load balancer of which the test says what is on disk, and what was settled. */
function start() {
  const stop = new AbortController();
  const events: ReconcileEvent[] = [];
  const read: ((event: StateEvent) => void)[] = [];
  let settled: string | undefined;
  let checks = 0;
  let onDisk = "1";
  const loadBalancer: ReconcileOptions["loadBalancer"] = {
    restore: async () => {
      settled = onDisk;
      return { applied: [] } as unknown as Restored;
    },
    settledRevision: () => settled,
    worker: async () => {
      checks++;
      return { pid: 1, uptimeSec: checks };
    },
    read: async () => ({ revision: onDisk }) as StateSnapshot,
    async *watch(signal) {
      while (!signal.aborted) {
        const event = await new Promise<StateEvent | undefined>((resolve) => {
          read.push(resolve);
          signal.addEventListener("abort", () => resolve(undefined));
        });
        if (event !== undefined) yield event;
      }
    },
  };
  const running = (async () => {
    for await (const event of reconcile({ loadBalancer, signal: stop.signal, pollMs: 1 })) events.push(event);
  })();
  return {
    reasons: () => events.map(({ reason }) => reason),
    settle: (revision: string) => {
      [settled, onDisk] = [revision, revision];
    },
    /** The watcher reads the files, which may have changed since. */
    read: async (revision: string) => {
      await until("the watcher waits", LIMIT_MS, () => read.length > 0);
      read.shift()?.({ fresh: true, snapshot: { revision } as StateSnapshot });
    },
    edit: (revision: string) => {
      onDisk = revision;
    },
    checked: async () => {
      const enough = checks + 5;
      await until("it has checked 5 times", LIMIT_MS, () => checks >= enough);
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

it("does not take a change made here for an edit, before and after the watcher reads it", async () => {
  await using started = start();
  await started.checked();
  await started.read("1");
  started.settle("2"); // a change, which the watcher has not read yet
  await started.checked();
  await started.read("2");
  await started.checked();

  expect(started.reasons()).toEqual(["start"]);
});

it("restores once for an edit by hand", async () => {
  await using started = start();
  await started.checked();
  started.settle("2");
  await started.read("2");
  started.edit("9");
  await started.read("9");
  await started.checked();

  expect(started.reasons()).toEqual(["start", "edited files"]);
});
