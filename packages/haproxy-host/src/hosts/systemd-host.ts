import type { MasterCliClient, RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { HostError, type HostErrorCode } from "../errors.js";
import { type RunProgram, runProgram } from "../program/run-program.js";
import { DEFAULT_START_TIMEOUT_MS, waitForStart } from "../program/wait.js";
import { checkConfig } from "./check-config.js";
import type { CheckOptions, HaproxyHost, HostOptions, HostState } from "./host.js";
import { reload } from "./reload.js";
import { createReloadQueue } from "./reload-queue.js";
import { workerPid } from "./worker.js";

const KEPT_LINES = 40;

/** An HAProxy that runs as a unit of systemd. */
export interface SystemdHostOptions {
  /** Such as `haproxy.service`. */
  readonly unit: string;
  readonly configFile: string;
  readonly runtime: RuntimeApiClient;
  /** The master CLI, where this process can reach it. Default: none, and systemctl reloads. */
  readonly master?: MasterCliClient | undefined;
  /** HAProxy, for the check. Default: `haproxy`, found on PATH. */
  readonly binary?: string | undefined;
  /** For a start or a reload. Default: 20,000. */
  readonly startTimeoutMs?: number | undefined;
  readonly run?: RunProgram | undefined;
}

/** HAProxy as a systemd unit whose `ExecReload` sends SIGUSR2, as Debian's does (systemctl(1)). */
export function createSystemdHost(options: SystemdHostOptions): HaproxyHost {
  const { unit, configFile, runtime, master, binary = "haproxy", run = runProgram } = options;
  const { startTimeoutMs = DEFAULT_START_TIMEOUT_MS } = options;

  const systemctl = async (
    [verb, ...args]: readonly [string, ...string[]],
    code: HostErrorCode,
    given: HostOptions = {},
  ): Promise<string> => {
    const { exitCode, stdout, stderr } = await run("systemctl", [verb, unit, ...args], {
      ...given,
      limitMs: startTimeoutMs,
      howToInstall: "this machine has no systemd",
    });
    if (exitCode === 0) return stdout;
    throw new HostError(code, `systemctl ${verb} ${unit}: ${stderr.trim() || `exit code ${exitCode}`}`);
  };

  const state = async (given?: HostOptions): Promise<HostState> => {
    const wanted = "LoadState,ActiveState,SubState,Result,MainPID";
    const shown = await systemctl(["show", `--property=${wanted}`], "PROGRAM_FAILED", given);
    return stateOf(unit, parseProperties(shown));
  };

  const check = (given?: CheckOptions) => checkConfig(run, binary, configFile, given);

  const start = async (given: HostOptions = {}): Promise<void> => {
    await systemctl(["start"], "START_FAILED", given);
    const answers = async () => (await workerPid(runtime, given)) !== undefined;
    await waitForStart(answers, startTimeoutMs, given.signal);
  };

  const lastWords = async (): Promise<string> => {
    const args = ["--unit", unit, "--lines", String(KEPT_LINES), "--output", "cat", "--no-pager"];
    // optional: we may not be allowed to read the journal
    return run("journalctl", args).then(
      ({ stdout }) => stdout,
      () => "",
    );
  };

  const steps = {
    runtime,
    check,
    state,
    timeoutMs: startTimeoutMs,
    master: master && { client: master, hasHostPids: true },
    request: (_masterPid: number, given: HostOptions) => systemctl(["reload"], "RELOAD_FAILED", given),
    lastWords,
  };
  const stop = async (): Promise<void> => {
    await systemctl(["stop"], "STOP_FAILED");
  };

  return { check, start, stop, state, reload: createReloadQueue((given) => reload(steps, given)) };
}

function stateOf(unit: string, properties: ReadonlyMap<string, string>): HostState {
  const get = (name: string) => properties.get(name) ?? "";
  if (get("LoadState") !== "loaded")
    return { state: "missing", reason: `systemd has no unit ${unit}: ${get("LoadState")}` };
  switch (get("ActiveState")) {
    case "active":
    case "reloading":
      return { state: "running", pid: Number(get("MainPID")) };
    case "failed":
      return { state: "failed", reason: `${unit} failed: ${get("Result")}` };
    default:
      return { state: "stopped" };
  }
}

function parseProperties(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").map((line) => {
      const at = line.indexOf("=");
      return [line.slice(0, at), line.slice(at + 1)] as const;
    }),
  );
}
