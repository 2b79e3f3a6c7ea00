import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { request, startHaproxyContainer, type TestContainer } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { createPodmanHost, type HaproxyHost, type RunProgram } from "../../src/index.js";
import { configOf } from "../pools.js";

function hostOf(
  { podman, name, configFile, runtimeSocket }: TestContainer,
  container = name,
  extra: { readonly startTimeoutMs?: number } = {},
): HaproxyHost {
  const runtime = createRuntimeApiClient({ address: { path: runtimeSocket } });
  return createPodmanHost({ program: podman, container, configFile, runtime, ...extra });
}

const start = () => startHaproxyContainer({ config: configOf, files: { "servers.state": "1\n" } });

const status = async ({ httpSocket }: TestContainer) =>
  (await request({ socketPath: httpSocket }, { host: "a.example.test" })).status;

it("inspects, stops and starts a real container", { timeout: 60_000 }, async () => {
  await using container = await start();
  const host = hostOf(container);

  expect(await host.state()).toEqual({ state: "running", pid: expect.any(Number) });
  await host.start();
  await host.stop();
  expect((await host.state()).state).not.toBe("running");
  await expect(host.check()).rejects.toMatchObject({ code: "PROGRAM_FAILED" });
  await expect(host.reload()).rejects.toMatchObject({ code: "PROGRAM_FAILED" });
  await host.stop();
  await host.start();

  expect(await host.state()).toEqual({ state: "running", pid: expect.any(Number) });
  expect(await status(container)).toBe(404);
});

it("checks and reloads, and names files as this machine sees them", { timeout: 60_000 }, async () => {
  await using container = await start();
  const host = hostOf(container);
  const good = await readFile(container.configFile, "utf8");
  expect((await host.check()).ok).toBe(true);

  const first = await host.reload();
  const second = await host.reload();
  expect(second.previousPid).toBe(first.pid);
  expect(second.pid).not.toBe(first.pid);

  const copy = join(dirname(container.configFile), ".haproxy.cfg.copy");
  await writeFile(copy, "nonsense\n");
  expect(await host.check({ files: [container.configFile, copy] })).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([expect.objectContaining({ file: copy, line: 1 })]),
  });
  const elsewhere = host.check({ files: ["/nowhere/haproxy.cfg"] });
  await expect(elsewhere).rejects.toMatchObject({ code: "INVALID_SETTING" });

  await writeFile(container.configFile, `${good}\nnonsense\n`);
  const broken = { file: container.configFile, line: good.split("\n").length + 1 };
  expect(await host.check()).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([expect.objectContaining(broken)]),
  });
  await expect(host.reload()).rejects.toMatchObject({
    code: "CONFIG_REFUSED",
    message: expect.stringContaining("nonsense"),
  });
  expect(await status(container)).toBe(404);
});

it("says why no new worker started, in HAProxy's words from the container's log", {
  timeout: 60_000,
}, async () => {
  await using container = await start();
  const { configFile, inside } = container;
  const host = hostOf(container);
  const good = await readFile(configFile, "utf8");
  await writeFile(configFile, `${good}\nlisten late\n  bind unix@${inside.dir}/none/such.sock\n`);

  await expect(host.reload()).rejects.toMatchObject({
    code: "RELOAD_FAILED",
    // HAProxy cuts its message off after a hundred characters
    message: expect.stringContaining("cannot bind UNIX socket"),
  });
  expect(await status(container)).toBe(404);
});

describe("a missing container", () => {
  it("is reported as missing, and everything else is refused", { timeout: 60_000 }, async () => {
    await using container = await start();
    const host = hostOf(container, "other");
    const refusal = { code: "NOT_FOUND", message: "Podman has no container other" };

    expect(await host.state()).toEqual({ state: "missing", reason: refusal.message });
    for (const attempt of ["check", "reload", "start"] as const)
      await expect(host[attempt]()).rejects.toMatchObject(refusal);
    await host.stop();
  });
});

/** Podman's output for states that a real container cannot be put into at will. */
describe("the state of a container", () => {
  const saying = (state: object): HaproxyHost => {
    const run: RunProgram = async () => ({
      exitCode: 0,
      stdout: JSON.stringify([{ State: state }]),
      stderr: "",
    });
    const runtime = createRuntimeApiClient({ address: { path: "/nowhere" } });
    return createPodmanHost({ container: "haproxy", configFile: "/h.cfg", runtime, run });
  };

  it.each([
    [{ Status: "exited", ExitCode: 0 }, { state: "stopped" }],
    [
      { Status: "exited", ExitCode: 137, OOMKilled: true },
      { state: "failed", reason: "the container is exited: it ran out of memory" },
    ],
    [
      { Status: "exited", ExitCode: 1 },
      { state: "failed", reason: "the container is exited: it exited with 1" },
    ],
    [
      { Status: "created", ExitCode: 127, Error: "no haproxy" },
      { state: "failed", reason: "the container is created: no haproxy" },
    ],
    [{ Status: "paused" }, { state: "failed", reason: "the container is paused" }],
    [
      { Status: "running", Pid: 42 },
      { state: "running", pid: 42 },
    ],
  ])("%j", async (said, expected) => {
    expect(await saying(said).state()).toEqual(expected);
  });

  it("is not guessed from unknown output", async () => {
    await expect(saying({}).state()).rejects.toMatchObject({ code: "PROGRAM_FAILED" });
  });
});
