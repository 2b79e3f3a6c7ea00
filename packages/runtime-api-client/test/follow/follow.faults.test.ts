import { setTimeout as sleep } from "node:timers/promises";
import { startPeer } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createRuntimeApiClient } from "../../src/index.js";

it("stops and reports a reader that is much too slow", async () => {
  await using peer = await startPeer(
    (socket) => void socket.once("data", () => socket.end("event\n".repeat(300_000))),
  );
  const events = createRuntimeApiClient({ address: peer }).follow("e")[Symbol.asyncIterator]();

  let read = 0;
  const readOn = async () => {
    for (;;) {
      await events.next();
      if (read++ === 0) await sleep(1_000); // while HAProxy writes
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
    (socket) => void socket.once("data", () => socket.end("\none\n[3]: two\nhalf")),
  );
  const lines: string[] = [];

  await expect(
    (async () => {
      for await (const text of createRuntimeApiClient({ address: peer }).follow("e")) lines.push(text);
    })(),
  ).rejects.toMatchObject({ code: "TRUNCATED", kind: "read" });

  expect(lines).toEqual(["one", "[3]: two"]);
});
