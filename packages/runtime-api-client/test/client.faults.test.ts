import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startPeer, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import {
  addMap,
  createRuntimeApiClient,
  createSlots,
  delServer,
  setServerAddress,
  setSslCert,
  setVar,
  showMap,
  waitServerRemovable,
} from "../src/index.js";

const PREAMBLE = "\n> \n> ";
const ENTRY = "0x1 example.com pool_1\n\n> ";
const say = (text: string) => (socket: Socket) => void socket.once("data", () => socket.end(text));

describe("a peer that", () => {
  it.each<[string, (socket: Socket) => void, string]>([
    ["stops in the middle of an entry", say(`${PREAMBLE}0x1 example.com po`), "TRUNCATED"],
    ["stops before the last byte", say(PREAMBLE + ENTRY.slice(0, -1)), "TRUNCATED"],
    ["closes silently", say(""), "TRUNCATED"],
    [
      "resets the connection",
      (socket) => void socket.once("data", () => socket.resetAndDestroy()),
      "TRUNCATED",
    ],
    ["never responds", () => {}, "TIMEOUT"],
    ["sends half a response and stops", (socket) => void socket.write(PREAMBLE), "TIMEOUT"],
    ["sends more responses than commands", say(`${PREAMBLE}${ENTRY}\n> `), "MALFORMED_REPLY"],
    ["sends more bytes after the response", say(`${PREAMBLE}${ENTRY}surplus`), "MALFORMED_REPLY"],
    ["refuses the preamble", say("[3]: no\n\n> \n> \n> "), "WRONG_PEER"],
    ["refuses with no severity", say(`${PREAMBLE}Permission denied\n\n> `), "REJECTED"],
  ])("%s", async (_name, behave, code) => {
    await using peer = await startPeer(behave);
    const client = createRuntimeApiClient({ address: peer, timeoutMs: code === "TIMEOUT" ? 200 : undefined });

    await expect(client.execute(showMap("/m"))).rejects.toMatchObject({
      code,
      command: "show map /m",
      message: expect.stringContaining(`127.0.0.1:${peer.port}`),
    });
  });

  it("sends one byte at a time is read like any other", async () => {
    await using peer = await startPeer((socket) => {
      socket.once("data", async () => {
        socket.setNoDelay(true);
        for (const byte of PREAMBLE + ENTRY) {
          socket.write(byte);
          await sleep(1);
        }
        socket.end();
      });
    });
    const client = createRuntimeApiClient({ address: peer });

    expect(await client.execute(showMap("/m"))).toMatchObject([{ key: "example.com", value: "pool_1" }]);
  });

  it("never ends its response times out", async () => {
    await using peer = await startPeer((socket) => {
      socket.write(PREAMBLE);
      const timer = setInterval(() => socket.write("x"), 5);
      socket.on("close", () => clearInterval(timer));
    });
    const client = createRuntimeApiClient({ address: peer, timeoutMs: 200 });

    await expect(client.execute(showMap("/m"))).rejects.toMatchObject({
      code: "TIMEOUT",
      sent: true,
      outcomeUnknown: false,
    });
  });
});

it("trusts texts rather than severities", async () => {
  const server = { backend: "pool_1", server: "pool_1_1" };
  const cases = [
    [setServerAddress({ ...server, address: "::1", port: 80 }), "[4]: Invalid addr '::1'", "REJECTED"],
    [
      setServerAddress({ ...server, address: "::1", port: 80 }),
      "[4]: port changed from '1' to '80' by 'x'",
      "ok",
    ],
    [
      addMap("/m", "a", "b"),
      "[6]: Unknown command, but maybe one of the following ones is a better match:",
      "REJECTED",
    ],
    [addMap("/m", "a", "b"), "Permission denied", "REJECTED"],
    [
      setVar("proc.a", { expression: "int(1)" }),
      "This command is restricted to experimental mode only.",
      "REJECTED",
    ],
    [addMap("/m", "a", "b"), "[6]: Something happened.", "MALFORMED_REPLY"],
    [addMap("/m", "a", "b"), "[0]: Something happened.", "REJECTED"],
    [delServer(server), "[6]: Server deleted.", "ok"],
    [delServer(server), "[3]: Server deleted.", "REJECTED"],
    [delServer(server), "[6]: No such server.", "REJECTED"],
    [showMap("/m"), "[5]: nothing to see", "REJECTED"],
  ] as const;
  const answers = cases.map(([, answer]) => `${answer}\n\n> `).join("");
  await using peer = await startPeer(say(PREAMBLE + answers));

  const results = await createRuntimeApiClient({ address: peer }).batch(cases.map(([command]) => command));

  expect(results.map((result) => (result.ok ? "ok" : result.error.code))).toEqual(
    cases.map(([, , code]) => code),
  );
});

it("keeps the responses that arrived before the connection broke", async () => {
  await using peer = await startPeer(say(`${PREAMBLE}\n> [3]: Key not found.\n\n> \n`));
  const client = createRuntimeApiClient({ address: peer });

  const results = await client.batch([
    addMap("/m", "a", "b"),
    addMap("/m", "c", "d"),
    addMap("/m", "e", "f"),
  ]);

  expect(results).toMatchObject([
    { ok: true },
    { ok: false, error: { code: "REJECTED", outcomeUnknown: false } },
    { ok: false, error: { code: "TRUNCATED", outcomeUnknown: true, command: "add map /m e f" } },
  ]);
});

it("adds the time that a command may wait in HAProxy to the limit", async () => {
  await using peer = await startPeer((socket) => {
    socket.once("data", () => setTimeout(() => socket.end(`${PREAMBLE}[6]: Done.\n\n> `), 300));
  });
  const client = createRuntimeApiClient({ address: peer, timeoutMs: 100 });
  const server = { backend: "pool_1", server: "pool_1_1" };

  expect(await client.execute(waitServerRemovable(server, 1_000))).toBeUndefined();
  await expect(client.execute(waitServerRemovable(server, 50))).rejects.toMatchObject({ code: "TIMEOUT" });
});

describe("a caller that cancels", () => {
  it("while HAProxy is silent leaves the outcome unknown", async () => {
    const caller = new AbortController();
    await using peer = await startPeer((socket) => void socket.once("data", () => caller.abort()));
    const client = createRuntimeApiClient({ address: peer });

    await expect(client.execute(addMap("/m", "a", "b"), { signal: caller.signal })).rejects.toMatchObject({
      code: "CANCELLED",
      sent: true,
      outcomeUnknown: true,
    });
  });

  it("before the start has sent nothing", async () => {
    let connections = 0;
    await using peer = await startPeer(() => void connections++);
    const client = createRuntimeApiClient({ address: peer });

    await expect(
      client.execute(addMap("/m", "a", "b"), { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      code: "CANCELLED",
      sent: false,
      outcomeUnknown: false,
    });
    expect(connections).toBe(0);
  });
});

it("has at most eight connections at once; a ninth batch waits, and can be cancelled", async () => {
  const sockets: Socket[] = [];
  await using peer = await startPeer((socket) => void socket.once("data", () => sockets.push(socket)));
  const client = createRuntimeApiClient({ address: peer });
  const answer = (socket: Socket | undefined) => socket?.end(PREAMBLE + ENTRY);
  const until = async (count: number) => {
    while (sockets.length < count) await sleep(5);
  };
  const caller = new AbortController();

  const running = Array.from({ length: 8 }, () => client.execute(showMap("/m")));
  const leaving = client.execute(showMap("/m"), { signal: caller.signal });
  const waiting = client.execute(showMap("/m"));
  await until(8);
  caller.abort();
  await expect(leaving).rejects.toMatchObject({ code: "CANCELLED", sent: false });
  expect(sockets).toHaveLength(8);

  answer(sockets[0]);
  await until(9);
  for (const socket of sockets.slice(1)) answer(socket);
  await Promise.all([...running, waiting]);
  expect(sockets).toHaveLength(9);
});

it("shares its connections with clients that use the same slots", async () => {
  const sockets: Socket[] = [];
  await using peer = await startPeer((socket) => void socket.once("data", () => sockets.push(socket)));
  const slots = createSlots(1);
  const [one, other] = [1, 2].map(() => createRuntimeApiClient({ address: peer, slots }));

  const running = [one?.execute(showMap("/m")), other?.execute(showMap("/m"))];
  while (sockets.length < 1) await sleep(5);
  await sleep(30);
  expect(sockets).toHaveLength(1);
  sockets[0]?.end(PREAMBLE + ENTRY);
  while (sockets.length < 2) await sleep(5);
  sockets[1]?.end(PREAMBLE + ENTRY);

  expect(await Promise.all(running)).toHaveLength(2);
});

it("shows no payload in any error", async () => {
  const secret = "-----BEGIN PRIVATE KEY-----\nU0VDUkVU\n-----END PRIVATE KEY-----";
  await using silent = await startPeer(() => {});
  await using surplus = await startPeer(say(`${PREAMBLE}\n> \n> \n> `));
  await using refusing = await startPeer(say(`${PREAMBLE}+ + + [3]: no\n\n> `));

  for (const [peer, code] of [
    [silent, "TIMEOUT"],
    [surplus, "MALFORMED_REPLY"],
    [refusing, "REJECTED"],
  ] as const) {
    const client = createRuntimeApiClient({ address: peer, timeoutMs: code === "TIMEOUT" ? 100 : undefined });
    const error: unknown = await client
      .execute(setSslCert("a.pem", secret))
      .catch((caught: unknown) => caught);

    expect(error).toMatchObject({ code, command: "set ssl cert a.pem <<" });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)).not.toMatch(
      /U0VDUkVU|PRIVATE/,
    );
  }
});

it("reads a reply of 20 MB", async () => {
  const count = 500_000;
  const rows = Array.from(
    { length: count },
    (_, i) => `0x${i.toString(16)} host-${i}.example.com some-pool-${i % 100}`,
  );
  const bytes = Buffer.from(`${PREAMBLE}${rows.join("\n")}\n\n> `);
  expect(bytes.length).toBeGreaterThan(20_000_000);
  await using peer = await startPeer((socket) => void socket.once("data", () => socket.end(bytes)));
  const client = createRuntimeApiClient({ address: peer });

  const entries = await client.execute(showMap("/m"));

  expect(entries).toHaveLength(count);
  expect(entries.at(-1)).toMatchObject({
    id: "0x7a11f",
    key: "host-499999.example.com",
    value: "some-pool-99",
  });
});

describe("no connection", () => {
  it.each([
    ["a missing socket", { path: "/nonexistent/runtime.sock" }],
    ["a closed port", { host: "127.0.0.1", port: 1 }],
  ])("to %s: nothing was sent", async (_what, address) => {
    const client = createRuntimeApiClient({ address });

    await expect(client.execute(addMap("/m", "a", "b"))).rejects.toMatchObject({
      code: "CONNECT_FAILED",
      sent: false,
      outcomeUnknown: false,
    });
  });
});

it("sends nothing of a batch with an invalid command, and nothing for an empty batch", async () => {
  let connections = 0;
  await using folder = await temporaryFolder();
  await using peer = await startPeer(() => void connections++, { path: join(folder.path, "s") });
  const client = createRuntimeApiClient({ address: peer });
  const twoInOne = { ...showMap("/m"), line: "show map /m; show info" };

  await expect(client.batch([addMap("/m", "a", "b"), twoInOne])).rejects.toMatchObject({
    code: "UNSAFE_ARGUMENT",
  });
  expect(await client.batch([])).toEqual([]);
  expect(connections).toBe(0);
});
