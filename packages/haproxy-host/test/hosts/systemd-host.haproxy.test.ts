import { readFile, writeFile } from "node:fs/promises";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { haproxyBinary, startHaproxy, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { createSystemdHost, type HaproxyHost, type RunProgram, runProgram } from "../../src/index.js";
import { configOf } from "../pools.js";

const nothing = { exitCode: 0, stdout: "", stderr: "" };

/** No systemd runs where the tests do: this stand-in controls a real HAProxy as Debian's unit does. */
function arranged(haproxy: TestHaproxy): { readonly host: HaproxyHost; readonly calls: string[] } {
  const calls: string[] = [];
  let isActive = true;
  const verbs: Record<string, () => Promise<void> | void> = {
    reload: () => void process.kill(haproxy.pid, "SIGUSR2"),
    stop: async () => {
      await haproxy.stop();
      isActive = false;
    },
    start: async () => {
      await haproxy.start();
      isActive = true;
    },
    show: () => {},
  };
  const run: RunProgram = async (program, args, options) => {
    calls.push([program, ...args].join(" "));
    if (program === "journalctl") return { ...nothing, stdout: haproxy.output() };
    if (program !== "systemctl") return runProgram(program, args, options);
    await verbs[args[0] ?? ""]?.();
    const pid = isActive ? haproxy.pid : 0;
    const active = isActive ? "active" : "inactive";
    return {
      ...nothing,
      stdout: `LoadState=loaded\nActiveState=${active}\nMainPID=${pid}\nResult=success\n`,
    };
  };
  const runtime = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const { configFile } = haproxy;
  return {
    calls,
    host: createSystemdHost({ unit: "haproxy.service", configFile, runtime, binary: haproxyBinary(), run }),
  };
}

const start = () => startHaproxy({ config: configOf, files: { "servers.state": "1\n" } });

it("reloads, stops and starts the unit", async () => {
  await using haproxy = await start();
  const { host, calls } = arranged(haproxy);

  const first = await host.reload();
  const second = await host.reload();
  expect(second.previousPid).toBe(first.pid);
  expect(await host.state()).toEqual({ state: "running", pid: haproxy.pid });
  await host.stop();
  expect(await host.state()).toEqual({ state: "stopped" });
  await expect(host.reload()).rejects.toMatchObject({ code: "RELOAD_FAILED" });
  await host.start();

  expect(await host.state()).toEqual({ state: "running", pid: haproxy.pid });
  expect(calls.filter((call) => /systemctl (?:reload|start|stop)/.test(call))).toEqual([
    "systemctl reload haproxy.service",
    "systemctl reload haproxy.service",
    "systemctl stop haproxy.service",
    "systemctl start haproxy.service",
  ]);
});

it("does not reload what HAProxy refuses, and says from the journal why no worker started", async () => {
  await using haproxy = await start();
  const { host, calls } = arranged(haproxy);
  const good = await readFile(haproxy.configFile, "utf8");

  await writeFile(haproxy.configFile, `${good}\nnonsense\n`);
  await expect(host.reload()).rejects.toMatchObject({ code: "CONFIG_REFUSED" });
  expect(calls.filter((call) => call.includes("reload"))).toEqual([]);

  await writeFile(haproxy.configFile, `${good}\nlisten late\n  bind unix@${haproxy.dir}/none/such.sock\n`);
  await expect(host.reload()).rejects.toMatchObject({
    code: "RELOAD_FAILED",
    // HAProxy cuts its message off after a hundred characters
    message: expect.stringContaining("cannot bind UNIX socket"),
  });
});

describe("the state of a unit", () => {
  const saying = (stdout: string, exitCode = 0): HaproxyHost => {
    const run: RunProgram = async () => ({ exitCode, stdout, stderr: "Failed to connect to bus" });
    const runtime = createRuntimeApiClient({ address: { path: "/nowhere" } });
    return createSystemdHost({ unit: "haproxy.service", configFile: "/h.cfg", runtime, run });
  };

  it.each([
    [
      "LoadState=not-found\nActiveState=inactive",
      { state: "missing", reason: "systemd has no unit haproxy.service: not-found" },
    ],
    [
      "LoadState=loaded\nActiveState=failed\nResult=exit-code",
      { state: "failed", reason: "haproxy.service failed: exit-code" },
    ],
    ["LoadState=loaded\nActiveState=reloading\nMainPID=7", { state: "running", pid: 7 }],
    ["LoadState=loaded\nActiveState=activating\nMainPID=0", { state: "stopped" }],
  ])("%j", async (said, expected) => {
    expect(await saying(said).state()).toEqual(expected);
  });

  it("is not guessed if systemd does not respond", async () => {
    await expect(saying("", 1).state()).rejects.toMatchObject({
      code: "PROGRAM_FAILED",
      message: "systemctl show haproxy.service: Failed to connect to bus",
    });
  });
});
