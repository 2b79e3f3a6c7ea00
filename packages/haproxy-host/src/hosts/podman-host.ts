import type { MasterCliClient, RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { HostError, type HostErrorCode } from "../errors.js";
import { type ProgramResult, type RunProgram, runProgram } from "../program/run-program.js";
import { DEFAULT_START_TIMEOUT_MS, waitForStart } from "../program/wait.js";
import { verdictOf } from "./check-config.js";
import {
  configArguments,
  type InspectedContainer,
  parseInspection,
  toContainerPath,
  toHostPath,
} from "./container.js";
import type { CheckOptions, CheckResult, HaproxyHost, HostOptions, HostState } from "./host.js";
import { reload } from "./reload.js";
import { createReloadQueue } from "./reload-queue.js";
import { workerPid } from "./worker.js";

const STOP_GRACE_SEC = 10;
/** Podman's own failures, as apart from those of the program in the container (podman-exec(1), exit status). */
const PODMAN_FAILURE = 125;
const KEPT_LINES = 40;

/** An HAProxy in a container of Podman. */
export interface PodmanHostOptions {
  /** Name or id. */
  readonly container: string;
  /** Path on this machine; used in the container if HAProxy's own arguments do not name it. */
  readonly configFile: string;
  readonly runtime: RuntimeApiClient;
  /** The master CLI, where this process can reach it. Default: none, and a signal through Podman reloads. */
  readonly master?: MasterCliClient | undefined;
  /** Default: `podman`, found on PATH. */
  readonly program?: string | undefined;
  /** For a start or a reload. Default: 20,000. */
  readonly startTimeoutMs?: number | undefined;
  readonly run?: RunProgram | undefined;
}

/**
 * HAProxy in an existing Podman container, for instance a Quadlet. Signals go through Podman: slim images have no
 * `kill` to execute.
 */
export function createPodmanHost(options: PodmanHostOptions): HaproxyHost {
  const { container, configFile, runtime, master, program = "podman", run = runProgram } = options;
  const { startTimeoutMs = DEFAULT_START_TIMEOUT_MS } = options;

  const podman = async (args: readonly string[], given: HostOptions = {}): Promise<ProgramResult> =>
    run(program, args, { ...given, howToInstall: "install it; on Debian: apt-get install podman" });

  const inspect = async (given?: HostOptions): Promise<InspectedContainer> => {
    const result = await podman(["container", "inspect", container], given);
    if (result.exitCode !== 0) throw notDone("inspect", container, result);
    return parseInspection(result.stdout);
  };

  const state = async (given?: HostOptions): Promise<HostState> => {
    try {
      return stateOf(await inspect(given));
    } catch (error) {
      if (HostError.isInstance(error) && error.code === "NOT_FOUND")
        return { state: "missing", reason: error.message };
      throw error;
    }
  };

  const check = async ({ files, ...given }: CheckOptions = {}): Promise<CheckResult> => {
    const inspected = await inspect(given);
    const args = files?.flatMap((file) => ["-f", toContainerPath(inspected, file)]);
    const checked = args ?? configArguments(inspected, configFile);
    const result = await podman(["exec", container, "haproxy", "-c", ...checked], given);
    if (result.exitCode >= PODMAN_FAILURE) throw notDone("exec haproxy -c", container, result);
    const { ok, problems } = verdictOf(result);
    return {
      ok,
      problems: problems.map((one) =>
        one.file === undefined ? one : { ...one, file: toHostPath(inspected, one.file) },
      ),
    };
  };

  const start = async (given: HostOptions = {}): Promise<void> => {
    const result = await podman(["start", container], given);
    if (result.exitCode !== 0) throw notDone("start", container, result, "START_FAILED");
    await waitForStart(
      async () => {
        const now = await state(given);
        if (now.state !== "running")
          throw new HostError("START_FAILED", `container ${container} exited:\n${await lastWords()}`);
        return (await workerPid(runtime, given)) !== undefined;
      },
      startTimeoutMs,
      given.signal,
    );
  };

  const stop = async (): Promise<void> => {
    if ((await state()).state !== "running") return;
    const result = await podman(["stop", "--time", String(STOP_GRACE_SEC), container]);
    if (result.exitCode !== 0 && (await state()).state === "running")
      throw notDone("stop", container, result, "STOP_FAILED");
  };

  const lastWords = async (): Promise<string> => {
    const { stdout, stderr } = await podman(["logs", "--tail", String(KEPT_LINES), container]);
    return `${stdout}${stderr}`;
  };

  const steps = {
    runtime,
    check,
    state,
    timeoutMs: startTimeoutMs,
    master: master && { client: master, hasHostPids: false },
    request: async (_masterPid: number, given: HostOptions) => {
      const result = await podman(["kill", "--signal", "USR2", container], given);
      if (result.exitCode !== 0) throw notDone("kill", container, result, "RELOAD_FAILED");
    },
    lastWords,
  };
  return { check, start, stop, state, reload: createReloadQueue((given) => reload(steps, given)) };
}

function stateOf({ status, pid, exitCode, error, isOutOfMemory }: InspectedContainer): HostState {
  if (status === "running") return { state: "running", pid };
  if (status === "paused") return { state: "failed", reason: "the container is paused" };
  if (exitCode === 0) return { state: "stopped" };
  const why = error || (isOutOfMemory ? "it ran out of memory" : `it exited with ${exitCode}`);
  return { state: "failed", reason: `the container is ${status}: ${why}` };
}

function notDone(
  what: string,
  container: string,
  { stderr, exitCode }: ProgramResult,
  code: HostErrorCode = "PROGRAM_FAILED",
): HostError {
  if (/no such (?:container|object)/i.test(stderr))
    return new HostError("NOT_FOUND", `Podman has no container ${container}`);
  const words = stderr.trim().split("\n").at(-1) || `exit code ${exitCode}`;
  return new HostError(code, `podman ${what} ${container}: ${words}`);
}
