import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { request } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import {
  addMapEntries,
  createMasterCliClient,
  setServerAddress,
  setServerWeight,
  showInfo,
  showMap,
  showProcesses,
  showServersState,
  showVersion,
} from "../../src/index.js";
import { firstEvent } from "../follow/first-event.js";
import { startRich } from "../haproxy.js";

async function startMaster() {
  const rich = await startRich();
  return { rich, master: createMasterCliClient({ address: { path: rich.haproxy.masterSocket } }) };
}

describe("the master CLI", () => {
  it("shows processes, over one connection with other commands", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;

    const [processes, version, again] = await master.batch([showProcesses(), showVersion(), showProcesses()]);

    expect(processes).toMatchObject({
      ok: true,
      value: {
        master: { pid: rich.haproxy.pid, type: "master", reloads: 0, version: expect.stringMatching(/^\d/) },
        failedReloads: 0,
        workers: [{ type: "worker", pid: expect.any(Number) }],
        oldWorkers: [],
      },
    });
    expect(version).toEqual({ ok: true, value: rich.can.version });
    expect(again).toMatchObject({ ok: true });
    await expect(master.execute(showInfo())).rejects.toMatchObject({ code: "REJECTED" });
  });

  it("reloads, and returns the new worker", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;
    const before = (await rich.client.execute(showInfo())).pid;

    const { processes, log } = await master.reload();

    expect(processes.master).toMatchObject({ pid: rich.haproxy.pid, reloads: 1 });
    expect(processes.workers.map(({ pid }) => pid)).not.toContain(before);
    expect((await rich.client.execute(showInfo())).pid).toBe(processes.workers[0]?.pid);
    if (!rich.can.version.startsWith("2.6")) expect(log.join("\n")).toContain("Loading success");
  });

  it("LI5 reloads hard, so that the old worker ends with its connections", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;
    const socket = createConnection(rich.haproxy.httpSocket);
    // an incomplete request, which would keep the old worker after a soft reload
    socket.on("error", () => {}).write("GET / HTTP/1.1\r\n");
    const closed = once(socket, "close");
    await expect.poll(async () => (await rich.client.execute(showInfo())).currentConnections).toBe(1);

    const reloaded = master.reload({ hard: true });

    if (rich.can.version.startsWith("2.6")) {
      await expect(reloaded).rejects.toMatchObject({ code: "REJECTED", command: "hard-reload" });
      socket.destroy();
      return;
    }
    expect((await reloaded).processes.master.reloads).toBe(1);
    await closed;
  });

  it("reports in HAProxy's words why a configuration was refused, and the old worker keeps serving", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;
    const before = (await rich.client.execute(showInfo())).pid;
    const good = await readFile(rich.haproxy.configFile, "utf8");
    await writeFile(rich.haproxy.configFile, `${good}\nnonsense\n`);

    const failed = await master.reload().catch((error: unknown) => error);

    expect(failed).toMatchObject({ code: "REJECTED", command: "reload", outcomeUnknown: false });
    // 2.6 gives no reason
    expect((failed as { reason: string }).reason).toMatch(/nonsense|haproxy -c/);
    expect((await rich.client.execute(showInfo())).pid).toBe(before);
    expect((await master.execute(showProcesses())).failedReloads).toBe(1);

    await writeFile(rich.haproxy.configFile, good);
    expect((await master.reload()).processes).toMatchObject({
      failedReloads: 0,
      workers: [{ type: "worker" }],
    });
  });

  it("cancels a reload, and reports that it was sent", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;

    await expect(master.reload({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "CANCELLED" });
    await expect(master.reload({ timeoutMs: 1 })).rejects.toMatchObject({ code: "TIMEOUT" });
    await sleep(500);
    await rich.haproxy.stop();
    await expect(master.reload()).rejects.toMatchObject({ code: "CONNECT_FAILED", sent: false });
  });
});

describe("a worker through the master CLI", () => {
  it("runs commands one by one, with payloads and refusals", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;
    const { pid } = await rich.client.execute(showInfo());
    const map = rich.haproxy.mapFile;

    for (const worker of [master.worker("current"), master.worker({ pid })]) {
      const results = await worker.batch([
        showInfo(),
        setServerWeight({ backend: "pool", server: "nope", weight: 1 }),
        setServerAddress({ backend: "pool", server: "slot_1", address: "::1", port: 81 }),
        ...addMapEntries(map, [
          { key: "x.test", value: "a; b" },
          { key: "y.test", value: "c" },
        ]),
        showMap(map),
        showServersState("pool"),
      ]);

      expect(results.map(({ ok }) => ok)).toEqual([true, false, true, true, true, true]);
      expect(results[0]).toMatchObject({ value: { pid } });
      expect(results[1]).toMatchObject({ error: { code: "REJECTED", reason: "No such server." } });
      expect(results[4]).toMatchObject({
        value: expect.arrayContaining([expect.objectContaining({ key: "y.test" })]),
      });
    }
  });

  it("that is missing is refused", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;
    const short = createMasterCliClient({ address: { path: rich.haproxy.masterSocket }, timeoutMs: 300 });

    const results = await master.worker({ pid: 999_999 }).batch([showInfo(), showInfo()]);
    expect(results).toMatchObject([{ error: { code: "REJECTED" } }, { error: { code: "TRUNCATED" } }]);
    await expect(
      short.worker({ pid: 999_999 }, { addressing: "session" }).execute(showInfo()),
    ).rejects.toMatchObject({ code: "WRONG_PEER", message: expect.stringContaining("without that worker") });
  });

  it("refuses to follow events through a single command", async () => {
    const { rich, master } = await startMaster();
    await using _ = rich;

    await expect(
      master.worker("current").follow("events")[Symbol.asyncIterator]().next(),
    ).rejects.toMatchObject({
      code: "UNSAFE_ARGUMENT",
    });
  });

  it("runs a whole session, with events, if HAProxy supports it", async () => {
    const { rich } = await startMaster();
    await using _ = rich;
    // the master leaves the connection open: a session that waited for its end would run into its time limit
    const patient = createMasterCliClient({
      address: { path: rich.haproxy.masterSocket },
      timeoutMs: 60_000,
    });
    const session = patient.worker("current", { addressing: "session" });
    const hasSessions = rich.can.showSslSni; // both came with 3.2
    if (!hasSessions) {
      const short = createMasterCliClient({ address: { path: rich.haproxy.masterSocket }, timeoutMs: 300 });
      const refused = short.worker("current", { addressing: "session" }).execute(showInfo());
      await expect(refused).rejects.toMatchObject({
        code: "WRONG_PEER",
        message: expect.stringContaining("HAProxy 3.2 or later"),
      });
      return;
    }

    const results = await session.batch([
      showInfo(),
      setServerWeight({ backend: "pool", server: "nope", weight: 1 }),
      ...addMapEntries(rich.haproxy.mapFile, [{ key: "s.test", value: "v" }]),
      showMap(rich.haproxy.mapFile),
    ]);
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true, true]);

    const events = session.follow("events")[Symbol.asyncIterator]();
    const ask = () => request({ socketPath: rich.haproxy.httpSocket }, { host: "unknown.test" });
    expect(await firstEvent(events, ask)).toContain("GET / HTTP/1.1");
    await events.return?.();
  });
});
