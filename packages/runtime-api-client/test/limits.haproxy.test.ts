import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { expect, it } from "vitest";
import {
  addMap,
  addMapEntries,
  createRuntimeApiClient,
  type RuntimeCommand,
  setServerWeight,
  setSslCert,
  showInfo,
  showMap,
} from "../src/index.js";
import { startOnePool } from "./haproxy.js";

const MAX_BYTES = 16_383;
const unsafe = expect.objectContaining({ code: "UNSAFE_ARGUMENT", sent: false });

it("sends a line and a payload of the maximum length, and refuses one byte more before anything is sent", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const map = haproxy.mapFile;
  const longest = MAX_BYTES - `add map ${map} k \n`.length;
  const payloadOf = (length: number): RuntimeCommand<void> => {
    const [command] = addMapEntries(map, [{ key: "p", value: "v" }]);
    if (command === undefined) throw new Error("no command");
    const room = length - `${command.line}\n\n\n`.length;
    return { ...command, payload: `p ${"v".repeat(room - 2)}` };
  };

  const results = await client.batch([
    addMap(map, "k", "v".repeat(longest)),
    payloadOf(MAX_BYTES),
    showMap(map),
  ]);
  expect(results.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(results[2]).toMatchObject({ value: [{ key: "k" }, { key: "p" }] });

  for (const command of [
    addMap(map, "k", "v".repeat(longest + 1)),
    payloadOf(MAX_BYTES + 1),
    setSslCert("a.pem", "x\n".repeat(10_000)),
  ]) {
    await expect(client.batch([addMap(map, "first", "x"), command])).rejects.toEqual(unsafe);
  }
  expect(await client.execute(showMap(map))).toHaveLength(2);
});

it("sends payloads of all lengths, many in a batch, wherever HAProxy's buffers end", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const entries = Array.from({ length: 12_000 }, (_, i) => ({
    key: `host-${i}.example.com`,
    value: "v".repeat(1 + ((i * 7919) % 97)),
  }));
  // batches of every size, so that responses and prompts fall everywhere
  for (let at = 0, size = 1; at < entries.length; at += size, size = ((size * 13) % 701) + 1) {
    const results = await client.batch(addMapEntries(haproxy.mapFile, entries.slice(at, at + size)));
    expect(results.every(({ ok }) => ok)).toBe(true);
  }

  const shown = await client.execute(showMap(haproxy.mapFile));
  expect(shown.map(({ key, value }) => ({ key, value }))).toEqual(entries);
});

it("times out when all of HAProxy's connections are in use, and reports the outcome as unknown", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket }, timeoutMs: 300 });
  const others: Socket[] = [];
  try {
    for (let i = 0; i < 10; i++) {
      const socket = createConnection(haproxy.runtimeSocket);
      socket.write("prompt\n");
      await once(socket, "data");
      others.push(socket);
    }

    await expect(client.execute(addMap(haproxy.mapFile, "eleventh", "x"))).rejects.toMatchObject({
      code: "TIMEOUT",
      sent: true,
      outcomeUnknown: true,
    });
  } finally {
    for (const socket of others) socket.destroy();
  }
  const patient = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  expect((await patient.execute(showInfo())).pid).toBeGreaterThan(0);
});

it("uses at most eight connections, so that a hundred concurrent batches all succeed", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });

  const pids = await Promise.all(Array.from({ length: 100 }, () => client.execute(showInfo())));

  expect(new Set(pids.map(({ pid }) => pid)).size).toBe(1);
});

it("gets the responses to a batch from one worker, through a reload", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const commands = Array.from({ length: 20_000 }, (_, i) =>
    i % 2 === 0
      ? addMap(haproxy.mapFile, `d${i}.example.com`, "pool_1")
      : setServerWeight({ backend: "pool_1", server: "pool_1_1", weight: i % 257 }),
  );
  const before = await client.execute(showInfo());

  const running = client.batch([...commands, showInfo(), showMap(haproxy.mapFile)] as const);
  await haproxy.reload();
  const results = await running;

  // a worker that is leaving refuses to change servers
  const refused = results.flatMap((result) => (result.ok ? [] : [result.error]));
  expect(refused.filter(({ message }) => !message.endsWith("Proxy is disabled."))).toEqual([]);
  expect(results.at(-2)).toMatchObject({ value: { pid: before.pid } });
  expect((results.at(-1) as unknown as { value: unknown[] }).value).toHaveLength(10_000);
  expect((await client.execute(showInfo())).pid).not.toBe(before.pid);
});
