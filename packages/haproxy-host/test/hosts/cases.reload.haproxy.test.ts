import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  createMasterCliClient,
  createRuntimeApiClient,
  showProcesses,
} from "@haproxy-mcp/runtime-api-client";
import {
  haproxyBinary,
  startHaproxy,
  type TemporaryFolder,
  temporaryFolder,
} from "@haproxy-mcp/test-haproxy";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createChildHost,
  createSystemdHost,
  type HaproxyHost,
  type RunProgram,
  runProgram,
} from "../../src/index.js";
import { configOf } from "../pools.js";

// HA22: reloads that meet. Others of the kind: many at once, one that is cancelled, during a start, with a configuration that only the
// new worker refuses, without a socket of the master, with that of another HAProxy.

let folder: TemporaryFolder;
let host: HaproxyHost;
/** Process id of the worker before the reloads that fail. */
let serving: number | undefined;
const file = (name: string) => join(folder.path, name);
const hostAgain = () =>
  createChildHost({
    configFile: file("h.cfg"),
    pidFile: file("pid"),
    masterSocket: file("m.sock"),
    runtime: createRuntimeApiClient({ address: { path: file("r.sock") } }),
    binary: haproxyBinary(),
  });
const processes = () => createMasterCliClient({ address: { path: file("m.sock") } }).execute(showProcesses());

/** A configuration that HAProxy accepts, and its new worker can't start with. */
const failingLate = (good: string) => `${good}\nlisten late\n  bind unix@${file("none/such.sock")}\n`;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(file("domains.map"), "");
  await writeFile(file("s"), "1\n");
  await writeFile(
    file("h.cfg"),
    configOf({
      configFile: file("h.cfg"),
      runtimeSocket: file("r.sock"),
      masterSocket: file("m.sock"),
      httpSocket: file("http.sock"),
      mapFile: file("domains.map"),
      stateFile: file("s"),
      serversFile: "",
    }),
  );
  host = hostAgain();
});

afterAll(async () => {
  await host.stop();
  await folder[Symbol.asyncDispose]();
});

describe("HA22 a reload", () => {
  it("that is asked for during the start waits for it", async () => {
    const starting = host.start();

    const { pid } = await host.reload();

    await starting;
    expect((await processes()).workers).toMatchObject([{ pid }]);
  });

  it("is done for each of ten that ask at once, and those that wait share one; one that is cancelled stops waiting", async () => {
    const { master } = await processes();

    const abort = new AbortController();
    const asked = Array.from({ length: 10 }, () => host.reload());
    const cancelled = host.reload({ signal: abort.signal });
    abort.abort();

    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    const results = await Promise.all(asked);

    const [first, second, ...others] = results;
    expect(others).toEqual(others.map(() => second));
    expect(second?.previousPid).toBe(first?.pid);
    const after = await processes();
    expect(after.master.reloads).toBe(master.reloads + 2);
    expect(after.workers).toMatchObject([{ pid: second?.pid }]);
  });

  it("has HAProxy's own result: a worker that can't start, for each that waits", async () => {
    const good = await readFile(file("h.cfg"), "utf8");
    serving = (await processes()).workers[0]?.pid;
    await writeFile(file("h.cfg"), failingLate(good));

    const results = await Promise.allSettled([host.reload(), host.reload(), host.reload()]);

    for (const result of results)
      expect(result).toMatchObject({
        reason: {
          code: "RELOAD_FAILED",
          message: expect.stringMatching(/old one keeps serving:\n.*cannot bind UNIX socket/s),
        },
      });
    expect((await processes()).oldWorkers.concat((await processes()).workers)).toMatchObject([
      { pid: serving },
    ]);
    await writeFile(file("h.cfg"), good);
  });

  // after two that failed, the Runtime API of HAProxy 3.2 and 3.4 has no socket
  it("goes by the signal where the master has no socket, whether the Runtime API responds or not", async () => {
    await rm(file("m.sock"));

    const { pid } = await host.reload();

    expect(pid).not.toBe(serving);
  });
});

it("HA22 a unit is reloaded through the socket of its master, and of no other HAProxy", async () => {
  await using haproxy = await startHaproxy({ config: configOf, files: { "servers.state": "1\n" } });
  const calls: string[] = [];
  let mainPid = haproxy.pid;
  const run: RunProgram = async (program, args, options) => {
    if (program === haproxyBinary()) return runProgram(program, args, options);
    calls.push(`${program} ${args[0]}`);
    if (args[0] === "reload") process.kill(haproxy.pid, "SIGUSR2");
    const stdout = `LoadState=loaded\nActiveState=active\nMainPID=${mainPid}\n`;
    return { exitCode: 0, stdout: program === "journalctl" ? haproxy.output() : stdout, stderr: "" };
  };
  const unit = createSystemdHost({
    unit: "haproxy.service",
    configFile: haproxy.configFile,
    runtime: createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } }),
    master: createMasterCliClient({ address: { path: haproxy.masterSocket } }),
    binary: haproxyBinary(),
    run,
  });

  await unit.reload();
  expect(calls).not.toContain("systemctl reload");

  mainPid = 999_999_999; // of another HAProxy
  await unit.reload();
  expect(calls).toContain("systemctl reload");
});

it("HA22 a reload that moved the socket of the Runtime API is done, and reported as such", async () => {
  await using haproxy = await startHaproxy({ config: configOf, files: { "servers.state": "1\n" } });
  const master = createMasterCliClient({ address: { path: haproxy.masterSocket } });
  const run: RunProgram = async (program, args, options) =>
    program === haproxyBinary()
      ? runProgram(program, args, options)
      : {
          exitCode: 0,
          stdout: `LoadState=loaded\nActiveState=active\nMainPID=${haproxy.pid}\n`,
          stderr: "",
        };
  const unit = createSystemdHost({
    unit: "haproxy.service",
    configFile: haproxy.configFile,
    runtime: createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } }),
    master,
    binary: haproxyBinary(),
    startTimeoutMs: 500,
    run,
  });
  const before = await master.execute(showProcesses());
  const config = await readFile(haproxy.configFile, "utf8");
  await writeFile(
    haproxy.configFile,
    config.replace(haproxy.runtimeSocket, `${haproxy.runtimeSocket}.moved`),
  );

  await expect(unit.reload()).rejects.toMatchObject({
    code: "RELOAD_FAILED",
    message: `HAProxy reloaded, and its new worker does not respond on its Runtime API at ${haproxy.runtimeSocket}; check its stats socket`,
  });
  expect((await master.execute(showProcesses())).workers).not.toEqual(before.workers);
});
