import { startPeer } from "@haproxy-mcp/test-haproxy";
import { expect, it, vi } from "vitest";
import { createRuntimeApiClient } from "../../src/index.js";

const HEADER = "\nPid: 1\n\n";

it("stops and reports a reader that is much too slow", async () => {
  let closed: Promise<unknown> | undefined;
  await using peer = await startPeer((socket) => {
    closed ??= new Promise((resolve) => socket.once("close", resolve));
    socket.once("data", () => socket.end(`${HEADER}${"event\n".repeat(300_000)}`));
  });
  const events = createRuntimeApiClient({ address: peer }).follow("e")[Symbol.asyncIterator]();

  let read = 0;
  const readOn = async () => {
    for (;;) {
      await events.next();
      if (read++ === 0) await closed; // while HAProxy writes
    }
  };

  await expect(readOn()).rejects.toMatchObject({
    code: "TRUNCATED",
    message: expect.stringContaining("were not read"),
  });
  expect(read).toBeGreaterThan(100_000);
});

it("reads a text that looks like a refusal as an event once events have arrived", async () => {
  await using peer = await startPeer(
    (socket) => void socket.once("data", () => socket.end(`${HEADER}one\n[3]: two\nhalf`)),
  );
  const lines: string[] = [];

  for await (const text of createRuntimeApiClient({ address: peer }).follow("e")) {
    if (lines.push(text) === 2) break;
  }

  expect(lines).toEqual(["one", "[3]: two"]);
});

it.each([
  ["[3]: No such event sink", "No such event sink"],
  ["[6]: Unknown command, but maybe", "Unknown command, but maybe"],
  ["Permission denied", "Permission denied"],
])("LI2 reports %s instead of asking again", async (said, reason) => {
  let connections = 0;
  await using peer = await startPeer((socket) => {
    connections++;
    socket.once("data", () => socket.end(`${HEADER}${said}\n\n`));
  });

  const next = createRuntimeApiClient({ address: peer }).follow("e")[Symbol.asyncIterator]().next();

  await expect(next).rejects.toMatchObject({ code: "REJECTED", reason });
  expect(connections).toBe(1);
});

it("LI2 resumes at another connection, from a new worker with all that it has, and not at the old one", async () => {
  const said = [
    ["1", "one"],
    [undefined, "Can't find the target PID"],
    ["1", "two"],
    ["2", ""],
    ["1", "of the old worker"],
    ["2", "three"],
  ] as const;
  const asked: string[] = [];
  await using peer = await startPeer((socket) => {
    socket.once("data", (chunk) => {
      const [pid, event] = said[asked.push(/show events .*$/m.exec(`${chunk}`)?.[0] ?? "") - 1] ?? ["2", ""];
      socket.end(`${pid === undefined ? "" : `\nPid: ${pid}\n\n`}${event}\n`);
    });
  });
  const seen: string[] = [];

  const events = createRuntimeApiClient({ address: peer }).follow("e", { onGap: (gap) => seen.push(gap) });
  for await (const text of events) {
    seen.push(text);
    if (text === "three") break;
  }

  expect(seen).toEqual(["one", "closed", "two", "reloaded", "three"]);
  const fresh = "show events e -w -n";
  expect(asked).toEqual([fresh, fresh, fresh, fresh, "show events e -w", "show events e -w"]);
});

it.each<[string, readonly string[], number]>([
  [
    "one that is started again with the process id of the old one",
    ["1 since 10", "2 since 20", "1 since 30"],
    0,
  ],
  ["one that an address moves back to", ["1 since 10", "2 since 20", "1 since 10"], 60_000],
])("LI2 follows a worker after two others: %s", async (_what, workers, laterMs) => {
  let later = 0;
  const now = performance.now.bind(performance);
  using _ = vi.spyOn(performance, "now").mockImplementation(() => now() + later);
  const waiting = workers.flatMap((worker, i) => (i === 0 ? [worker] : [worker, worker]));
  await using peer = await startPeer((socket) => {
    socket.once("data", () => {
      const worker = waiting.shift() ?? workers.at(-1);
      if (waiting.length === 1) later = laterMs;
      const [pid, start] = worker?.split(" since ") ?? [];
      socket.end(`\nPid: ${pid}\nStart_time_sec: ${start}\n\n${worker}\n`);
    });
  });
  const seen: string[] = [];

  const events = createRuntimeApiClient({ address: peer }).follow("e", { onGap: (gap) => seen.push(gap) });
  for await (const text of events) {
    if (seen.push(text) === 5) break;
  }

  const [first, second, third] = workers;
  expect(seen).toEqual([first, "reloaded", second, "reloaded", third]);
});

it("LI2 does not wait for ever for a HAProxy that accepts connections and does not respond", async () => {
  await using peer = await startPeer(() => {});

  const client = createRuntimeApiClient({ address: peer, timeoutMs: 50 });

  await expect(client.follow("e")[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "TIMEOUT",
    kind: "read",
    message: expect.stringContaining('("show events e -w -n")'),
  });
});
