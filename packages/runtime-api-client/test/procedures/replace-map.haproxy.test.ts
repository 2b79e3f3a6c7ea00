import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import fc from "fast-check";
import { expect, it } from "vitest";
import {
  addMap,
  addMapEntries,
  createRuntimeApiClient,
  prepareMap,
  RuntimeApiError,
  replaceMap,
  setServerAddress,
  setServerState,
  showMap,
  showMaps,
} from "../../src/index.js";
import { startOnePool, startRich } from "../haproxy.js";

const plain = (entries: readonly { key: string; value: string }[]) =>
  entries.map(({ key, value }) => ({ key, value }));

it("replaces the whole content, in order, with duplicates and with nothing", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const wanted = [
    { key: "b.test", value: "two words " },
    { key: "a.test", value: "one; \\ <<" },
    { key: "#c.test", value: "three" },
    { key: "a.test", value: "second" },
  ];

  await replaceMap(client, map, wanted);
  expect(plain(await client.execute(showMap(map)))).toEqual(wanted);
  await replaceMap(client, map, []);

  expect(await client.execute(showMap(map))).toEqual([]);
  expect((await client.execute(showMaps()))[0]?.entryCount).toBe(0);
});

it("replaces 20,000 entries while traffic sees the old content or the new, and never none", async () => {
  await using haproxy = await startOnePool();
  await using backend = await startBackend({ name: "one" });
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const server = { backend: "pool_1", server: "pool_1_1" };
  await client.batch([
    setServerAddress({ ...server, address: backend.ip, port: backend.port }),
    setServerState({ ...server, state: "ready" }),
    addMap(haproxy.mapFile, "a.test", "pool_1"),
  ]);
  const entries = Array.from({ length: 20_000 }, (_, i) => ({ key: `n${i}.test`, value: `pool_${i}` }));
  let replaced = false;
  const statuses = new Set<number>();
  const traffic = (async () => {
    while (!replaced) {
      statuses.add((await request({ socketPath: haproxy.httpSocket }, { host: "a.test" })).status);
    }
  })();

  for (let i = 0; i < 5; i++)
    await replaceMap(client, haproxy.mapFile, [{ key: "a.test", value: "pool_1" }, ...entries]);
  replaced = true;
  await traffic;

  expect([...statuses]).toEqual([200]);
  expect(await client.execute(showMap(haproxy.mapFile))).toHaveLength(20_001);
});

it("sends nothing if an entry is invalid", async () => {
  await using rich = await startRich();
  const map = rich.haproxy.mapFile;

  await expect(
    replaceMap(rich.client, map, [
      { key: "a.test", value: "x" },
      { key: "b.test", value: "" },
    ]),
  ).rejects.toMatchObject({ code: "UNSAFE_ARGUMENT", sent: false });

  expect((await rich.client.execute(showMaps()))[0]).toMatchObject({ nextVersion: 0, entryCount: 2 });
});

it("leaves the map as it was when another client has committed a later version", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  let rivals = 0;
  const racing: typeof client = {
    ...client,
    batch: async (commands, options) => {
      const results = await client.batch(commands, options);
      if (rivals++ === 0) await replaceMap(client, map, [{ key: "rival.test", value: "won" }]);
      return results;
    },
  };

  await expect(replaceMap(racing, map, [{ key: "a.test", value: "lost" }])).rejects.toMatchObject({
    code: "REJECTED",
    reason: expect.stringContaining("Version number out of range"),
  });

  expect(plain(await client.execute(showMap(map)))).toEqual([{ key: "rival.test", value: "won" }]);
});

it("commits nothing when HAProxy refused a part", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const entries = Array.from({ length: 2_000 }, (_, i) => ({
    key: `host-${i}.example.com`,
    value: "pool_1",
  }));
  const losing: typeof client = {
    ...client,
    batch: (commands, options) =>
      client.batch(
        commands.map((command, i) =>
          i === 1 && command.payload !== undefined ? { ...command, line: "add map @99 /nope <<" } : command,
        ),
        options,
      ) as never,
  };

  await expect(replaceMap(losing, map, entries)).rejects.toMatchObject({ code: "REJECTED" });

  expect(plain(await client.execute(showMap(map)))).toEqual([
    { key: "a.test", value: "pool" },
    { key: "b.test", value: "two words" },
  ]);
});

it("keeps what was committed when the response is lost", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const error = new RuntimeApiError("TIMEOUT", "the response was lost");
  const losing: typeof client = {
    ...client,
    batch: async (commands, options) => {
      const results = await client.batch(commands, options);
      if (commands[0]?.line.startsWith("commit map") !== true) return results;
      return results.map(() => ({ ok: false, error })) as never;
    },
  };

  await expect(replaceMap(losing, map, [{ key: "a.test", value: "x" }])).rejects.toBe(error);

  expect(plain(await client.execute(showMap(map)))).toEqual([{ key: "a.test", value: "x" }]);
});

it("reports that the map has other entries after the commit", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const meddling: typeof client = {
    ...client,
    batch: async (commands, options) => {
      const [first, ...others] = commands;
      const meddled = first?.line.startsWith("commit map")
        ? [first, addMap(map, "meddler.test", "x"), ...others]
        : commands;
      const results = await client.batch(meddled, options);
      return (meddled === commands ? results : results.toSpliced(1, 1)) as never;
    },
  };

  await expect(replaceMap(meddling, map, [{ key: "a.test", value: "x" }])).rejects.toMatchObject({
    code: "NOT_CONFIRMED",
    outcomeUnknown: true,
  });
});

it("refuses a missing map, and stops when cancelled", async () => {
  await using rich = await startRich();
  const { client } = rich;

  await expect(replaceMap(client, "/nope.map", [])).rejects.toMatchObject({ code: "REJECTED" });
  await expect(
    replaceMap(client, rich.haproxy.mapFile, [], { signal: AbortSignal.abort() }),
  ).rejects.toMatchObject({ code: "CANCELLED", sent: false });
});

it("refuses entries of a payload before anything is sent, or reads them back unchanged", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const hard = fc.constantFrom(
    "#",
    "@",
    "<<",
    "\\",
    ";",
    " ",
    '"',
    "'",
    "[3]:",
    "> ",
    "+ ",
    "quit",
    "é",
    "☃",
    "\t",
    "\u00a0",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.array(fc.oneof(hard, fc.string({ maxLength: 3 })), { maxLength: 5 }).map((parts) => parts.join("")),
  );

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ key: text, value: text }), { minLength: 1, maxLength: 3 }),
      async (entries) => {
        try {
          addMapEntries(map, entries);
        } catch (error) {
          expect(error).toMatchObject({ code: "UNSAFE_ARGUMENT", sent: false });
          return;
        }
        const version = await client.execute(prepareMap(map));
        const results = await client.batch([
          ...addMapEntries(map, entries, { version }),
          showMap(map, { version }),
        ]);
        expect(results.every(({ ok }) => ok)).toBe(true);
        const shown = results.at(-1) as { value: readonly { key: string; value: string }[] };
        expect(plain(shown.value)).toEqual(plain(entries));
      },
    ),
    { numRuns: 200, endOnFailure: true },
  );
});
