import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { haproxyBinary, request, temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { type ChildHostOptions, createChildHost, type HaproxyHost } from "../../src/index.js";
import { configOf } from "../pools.js";

interface Arranged extends AsyncDisposable {
  readonly host: HaproxyHost;
  readonly configFile: string;
  readonly pidFile: string;
  readonly httpSocket: string;
  /** Another host over the same files, as a restarted server has it. */
  again(): HaproxyHost;
  /** Running HAProxy processes with our configuration. */
  processes(): Promise<readonly number[]>;
}

async function arrange(extra: Partial<ChildHostOptions> = {}): Promise<Arranged> {
  const folder = await temporaryFolder();
  const file = (name: string) => join(folder.path, name);
  const [configFile, pidFile, runtimeSocket, httpSocket] = [
    file("h.cfg"),
    file("pid"),
    file("r.sock"),
    file("h.sock"),
  ];
  const paths = {
    configFile,
    runtimeSocket,
    httpSocket,
    mapFile: file("m"),
    masterSocket: "",
    stateFile: file("s"),
    serversFile: "",
  };
  await writeFile(paths.mapFile, "");
  await writeFile(paths.stateFile, "1\n");
  await writeFile(configFile, configOf(paths));
  const runtime = createRuntimeApiClient({ address: { path: runtimeSocket } });
  const again = () => createChildHost({ configFile, runtime, pidFile, binary: haproxyBinary(), ...extra });
  return {
    host: again(),
    again,
    configFile,
    pidFile,
    httpSocket,
    processes: () => processesOf(configFile),
    async [Symbol.asyncDispose]() {
      await again().stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}

async function processesOf(configFile: string): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return pids.filter((_, i) => lines[i]?.includes(configFile)).map(Number);
}

it("starts HAProxy, which responds, and stops all its processes", async () => {
  await using arranged = await arrange();
  const { host, httpSocket, processes } = arranged;
  expect(await host.state()).toEqual({ state: "stopped" });

  await host.start();
  const running = await host.state();
  const answer = await request({ socketPath: httpSocket }, { host: "a.example.test" });
  await host.stop();

  expect(running).toEqual({ state: "running", pid: expect.any(Number) });
  expect(answer.status).toBe(404);
  expect(await host.state()).toEqual({ state: "stopped" });
  expect(await processes()).toEqual([]);
  await host.stop();
});

it("reloads right after its start: a new worker responds, the master stays", async () => {
  await using arranged = await arrange();
  const { host, httpSocket } = arranged;
  await host.start();
  const before = await host.state();

  const first = await host.reload();
  const second = await host.reload();

  // 3.4 warns of being root
  expect(first.warnings.filter(({ message }) => !message.includes("started as"))).toEqual([]);
  expect(second.previousPid).toBe(first.pid);
  expect(second.pid).not.toBe(first.pid);
  expect(await host.state()).toEqual(before);
  expect((await request({ socketPath: httpSocket }, { host: "a.example.test" })).status).toBe(404);
});

it("refuses to start or reload with a broken configuration, and the old worker keeps serving", async () => {
  await using arranged = await arrange();
  const { host, configFile, httpSocket, processes } = arranged;
  const good = await readFile(configFile, "utf8");
  await host.start();
  const running = await processes();
  await writeFile(configFile, `${good}\nnonsense\n`);

  const verdict = await host.check();
  await expect(host.reload()).rejects.toMatchObject({
    code: "CONFIG_REFUSED",
    message: expect.stringContaining("nonsense"),
  });

  expect(verdict).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([
      {
        severity: "alert",
        message: expect.stringContaining("nonsense"),
        file: configFile,
        line: expect.any(Number),
      },
    ]),
  });
  expect(await processes()).toEqual(running);
  expect((await request({ socketPath: httpSocket }, { host: "a.example.test" })).status).toBe(404);
  await host.stop();
  await expect(host.start()).rejects.toMatchObject({ code: "CONFIG_REFUSED" });
  expect(await processes()).toEqual([]);
  await writeFile(configFile, good);
  expect((await host.check()).ok).toBe(true);
});

it("returns the warnings of the new worker", async () => {
  await using arranged = await arrange();
  const { host, configFile } = arranged;
  await host.start();
  await writeFile(
    configFile,
    `${await readFile(configFile, "utf8")}\nfrontend hasty\n  timeout connect 1s\n`,
  );

  const { warnings } = await host.reload();

  expect(warnings).toContainEqual({
    severity: "warning",
    message: expect.stringContaining("'timeout connect' will be ignored"),
    file: configFile,
    line: expect.any(Number),
  });
});

it("says why no new worker started, though the configuration was accepted", async () => {
  await using arranged = await arrange();
  await using taken = await listenAnywhere();
  const { host, configFile, httpSocket } = arranged;
  await host.start();
  await writeFile(
    configFile,
    `${await readFile(configFile, "utf8")}\nlisten late\n  bind 127.0.0.1:${taken.port}\n`,
  );

  await expect(host.reload()).rejects.toMatchObject({
    code: "RELOAD_FAILED",
    message: expect.stringMatching(new RegExp(`${taken.port}`)),
  });
  expect((await request({ socketPath: httpSocket }, { host: "a.example.test" })).status).toBe(404);
});

async function listenAnywhere(): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer().listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, "close");
    },
  };
}

describe("a HAProxy left behind", () => {
  it("is detected, and ended by the next start", async () => {
    await using arranged = await arrange();
    const { host, again, processes } = arranged;
    await host.start();
    const left = await processes();
    const next = again();

    expect(await next.state()).toEqual(await host.state());
    await next.start();

    const now = await processes();
    expect(now.filter((pid) => left.includes(pid))).toEqual([]);
    expect(now.length).toBeGreaterThan(0);
    expect(await next.state()).toMatchObject({ state: "running" });
  });

  it("is not confused with another program that has its process id now", async () => {
    await using arranged = await arrange();
    const { host, pidFile } = arranged;
    const other = spawn("sleep", ["60"], { detached: true });
    await once(other, "spawn");
    await writeFile(pidFile, `${other.pid}\n`);

    await host.stop();
    const survived = other.exitCode === null && other.signalCode === null;
    other.kill("SIGKILL");

    expect(survived).toBe(true);
  });

  it.each(["", "nonsense", "0", "-1", "1"])("is not found with a pid file of %j", async (text) => {
    await using arranged = await arrange();
    await writeFile(arranged.pidFile, text);

    expect(await arranged.host.state()).toEqual({ state: "stopped" });
    await arranged.host.stop();
  });
});

it("reports when HAProxy ends by itself, and not when it was stopped", async () => {
  const reasons: string[] = [];
  let told = (): void => {};
  const exit = new Promise<void>((resolve) => {
    told = resolve;
  });
  await using arranged = await arrange({
    onExit: (reason) => {
      reasons.push(reason);
      told();
    },
  });
  const { host, processes } = arranged;
  await host.start();
  await host.stop();
  expect(reasons).toEqual([]);

  await host.start();
  for (const pid of await processes()) process.kill(pid, "SIGKILL");
  await exit;
  while ((await processes()).length > 0) await sleep(5); // the worker may outlive its master by an instant

  expect(reasons).toEqual([expect.stringContaining("SIGKILL")]);
  expect(await host.state()).toEqual({ state: "failed", reason: reasons[0] });
});

it("leaves nothing running when it does not respond in time, or its caller cancels", async () => {
  const nobody = createRuntimeApiClient({ address: { path: "/nonexistent/runtime.sock" } });
  await using late = await arrange({ runtime: nobody, startTimeoutMs: 300, stopTimeoutMs: 300 });
  await expect(late.host.start()).rejects.toMatchObject({ code: "START_FAILED" });
  expect(await late.processes()).toEqual([]);

  await using givenUp = await arrange();
  await expect(givenUp.host.start({ signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "CANCELLED",
  });
  expect(await givenUp.processes()).toEqual([]);
});

it("says how to install a missing program", async () => {
  await using arranged = await arrange({ binary: "/nonexistent/haproxy" });

  await expect(arranged.host.start()).rejects.toMatchObject({
    code: "PROGRAM_MISSING",
    message: expect.stringContaining("apt-get install haproxy"),
  });
});

it("does not reload a stopped HAProxy", async () => {
  await using arranged = await arrange();

  await expect(arranged.host.reload()).rejects.toMatchObject({ code: "RELOAD_FAILED" });
});
