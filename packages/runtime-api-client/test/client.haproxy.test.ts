import { join } from "node:path";
import { freePort, startCountingProxy } from "@haproxy-mcp/test-haproxy";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addMap,
  createRuntimeApiClient,
  delMap,
  RuntimeApiError,
  type RuntimeCommand,
  setServerAddress,
  setServerState,
  setServerWeight,
  showInfo,
  showMap,
  showMaps,
  showServersState,
  showStat,
} from "../src/index.js";
import { startOnePool } from "./haproxy.js";

const server = { backend: "pool_1", server: "pool_1_1" };

it("reads back, from HAProxy itself, what it wrote", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });

  await client.execute(addMap(haproxy.mapFile, "odd.example.com", "pool 1;\\"));
  await client.execute(addMap(haproxy.mapFile, "a.example.com", "pool_1"));
  await client.execute(delMap(haproxy.mapFile, "a.example.com"));

  expect(await client.execute(showMap(haproxy.mapFile))).toMatchObject([
    { id: expect.stringMatching(/^0x/), key: "odd.example.com", value: "pool 1;\\" },
  ]);
  expect((await client.execute(showMaps())).map(({ file }) => file)).toEqual([haproxy.mapFile]);
});

it("speaks TCP too", async () => {
  const port = await freePort();
  await using haproxy = await startOnePool(`ipv4@127.0.0.1:${port}`);
  const overTcp = createRuntimeApiClient({ address: { host: "127.0.0.1", port } });
  const overSocket = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });

  const info = await overTcp.execute(showInfo());

  expect(overTcp.target).toBe(`127.0.0.1:${port}`);
  expect(info.pid).toBe((await overSocket.execute(showInfo())).pid);
  expect(info.version).toMatch(/^\d+\.\d+/);
});

it("sets address, weight and state of a server, also from IPv4 to IPv6", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const now = async () => {
    const [row] = await client.execute(showServersState("pool_1"));
    return row && { address: row.address, port: row.port, weight: row.weight, forced: row.adminState & 9 };
  };

  expect(await now()).toEqual({ address: "0.0.0.0", port: 80, weight: 1, forced: 1 });
  await client.batch([
    setServerAddress({ ...server, address: "::1", port: 8080 }),
    setServerWeight({ ...server, weight: 256 }),
    setServerState({ ...server, state: "ready" }),
  ]);
  expect(await now()).toEqual({ address: "::1", port: 8080, weight: 256, forced: 0 });
  await client.execute(setServerAddress({ ...server, address: "127.0.0.1", port: 65535 }));
  await client.execute(setServerAddress({ ...server, address: "127.0.0.1", port: 65535 }));
  await client.execute(setServerState({ ...server, state: "drain" }));

  expect(await now()).toEqual({ address: "127.0.0.1", port: 65535, weight: 256, forced: 8 });
  const [stat] = await client.execute(showStat({ proxy: "pool_1", kinds: ["server"] }));
  expect(stat).toMatchObject({ name: "pool_1_1", kind: "server", address: "127.0.0.1:65535" });
  expect(stat?.status).toContain("DRAIN");
  const kinds = (await client.execute(showStat())).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(["frontend", "backend", "server"]));
});

describe("a refusal", () => {
  const bogus: RuntimeCommand<string> = { line: "bogus", kind: "read", parseReply: () => "not reached" };
  const cases: readonly [string, (mapFile: string) => RuntimeCommand<unknown>, string][] = [
    ["a map that is not loaded", () => addMap("/nope", "a", "b"), "Unknown map identifier"],
    ["a missing key", (mapFile) => delMap(mapFile, "a.example.com"), "Key not found"],
    ["a missing server", () => setServerState({ backend: "pool_1", server: "x", state: "ready" }), "No such"],
    ["a missing backend", () => setServerWeight({ backend: "x", server: "y", weight: 1 }), "No such backend"],
    ["a backend to show", () => showServersState("x"), "Can't find backend"],
    ["a proxy to show", () => showStat({ proxy: "x" }), "No such proxy"],
    ["a command that HAProxy does not have", () => ({ ...showInfo(), line: "bogus" }), "Unknown command"],
  ];

  it.each(cases)("for %s is HAProxy's own, with target and command", async (_what, command, reason) => {
    await using haproxy = await startOnePool();
    const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
    const { line } = command(haproxy.mapFile);

    const error = await client.execute(command(haproxy.mapFile)).catch((caught: unknown) => caught);

    expect(error).toMatchObject({
      name: "CommandRejectedError",
      code: "REJECTED",
      outcomeUnknown: false,
      reason: expect.stringContaining(reason),
      message: expect.stringContaining(`${haproxy.runtimeSocket} refused "${line}"`),
    });
  });

  it("does not affect other commands of its batch", async () => {
    await using haproxy = await startOnePool();
    const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });

    const results = await client.batch([
      setServerState({ backend: "x", server: "y", state: "ready" }),
      { ...bogus, parseReply: ({ text }) => text },
      addMap(haproxy.mapFile, "a.example.com", "pool_1"),
      showMap(haproxy.mapFile),
    ]);

    expect(results.map(({ ok }) => ok)).toEqual([false, true, true, true]);
    expect(results[3]).toMatchObject({ value: [{ key: "a.example.com", value: "pool_1" }] });
  });
});

it("sends 2,000 commands over one connection, each with its response", async () => {
  await using haproxy = await startOnePool();
  await using proxy = await startCountingProxy({
    target: { path: haproxy.runtimeSocket },
    listenPath: join(haproxy.dir, "counting.sock"),
  });
  const client = createRuntimeApiClient({ address: { path: proxy.path } });
  const names = Array.from({ length: 1_000 }, (_, i) => `d${i}.example.com`);

  const results = await client.batch(
    names.flatMap((name, i) => [
      addMap(haproxy.mapFile, name, `pool_${i}`),
      setServerState({ backend: "pool_1", server: i % 2 === 0 ? "pool_1_2" : "missing", state: "ready" }),
    ]),
  );

  expect(proxy.connections()).toBe(1);
  expect(results).toHaveLength(2_000);
  expect(results.map(({ ok }) => ok)).toEqual(names.flatMap((_, i) => [true, i % 2 === 0]));
  const entries = await client.execute(showMap(haproxy.mapFile));
  expect(entries.map(({ key, value }) => `${key} ${value}`)).toEqual(
    names.map((name, i) => `${name} pool_${i}`),
  );
});

it("refuses a key and a value before anything is sent, or reads them back unchanged", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const hard = fc.constantFrom(
    "#",
    "@",
    "<<",
    "\\",
    ";",
    " ",
    '"',
    "'",
    "$x",
    "[3]:",
    "> ",
    "é",
    "☃",
    "%[env]",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.oneof(hard, fc.string({ maxLength: 3 })), { maxLength: 5 }).map((parts) => parts.join("")),
  );

  await fc.assert(
    fc.asyncProperty(text, text, async (key, value) => {
      let add: RuntimeCommand<void>;
      try {
        add = addMap(haproxy.mapFile, key, value);
      } catch (error) {
        expect(error).toMatchObject({ code: "UNSAFE_ARGUMENT", sent: false });
        return;
      }
      const [added, shown] = await client.batch([add, showMap(haproxy.mapFile)]);
      await haproxy.runtime(`clear map ${haproxy.mapFile}`);
      expect(added).toEqual({ ok: true, value: undefined });
      expect(shown).toMatchObject({ ok: true, value: [{ key, value }] });
    }),
    { numRuns: 300, endOnFailure: true },
  );
});

it("keeps no connection: after a reload it talks to the new worker", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const before = await client.execute(showInfo());

  await haproxy.reload();

  expect((await client.execute(showInfo())).pid).not.toBe(before.pid);
});

it("returns a result for every command of a batch during which HAProxy dies", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const commands = Array.from({ length: 50_000 }, (_, i) =>
    addMap(haproxy.mapFile, `d${i}.example.com`, "pool_1"),
  );

  const running = client.batch(commands);
  await haproxy.kill();
  const results = await running;

  expect(results).toHaveLength(commands.length);
  const errors = results.flatMap((result) => (result.ok ? [] : [result.error]));
  expect(errors.length).toBeGreaterThan(0);
  expect(new Set(errors.map(({ code }) => code))).toEqual(new Set([errors[0]?.code]));
  expect(["TRUNCATED", "CONNECT_FAILED"]).toContain(errors[0]?.code);
  await expect(client.execute(showInfo())).rejects.toMatchObject({ code: "CONNECT_FAILED", sent: false });
  expect(RuntimeApiError.isInstance(errors[0])).toBe(true);
});
