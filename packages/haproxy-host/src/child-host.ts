import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { createRuntimeApiClient, RuntimeApiError, showInfo } from "@haproxy-mcp/runtime-api-client";
import { assertConfigValid, checkConfig, programMissing } from "./check-config.js";
import { HostError, type HostErrorCode } from "./errors.js";
import type { HaproxyHost, HostOptions, HostState } from "./host.js";
import { catches, commandLine, type ProcessGroup, processGroup, send } from "./process-group.js";
import { programEnvironment } from "./program-environment.js";
import { becomesTrue, type WaitLimits, waitFor } from "./wait.js";

const DEFAULT_START_TIMEOUT_MS = 20_000;
const DEFAULT_STOP_TIMEOUT_MS = 5_000;
const KILL_LIMIT_MS = 5_000;
const KEPT_OUTPUT_CHARACTERS = 16_384;

export interface ChildHostOptions {
  readonly configFile: string;
  /** UNIX socket of the Runtime API in that configuration. */
  readonly runtimeSocket: string;
  /** Where the master's process id is kept, so that one left behind is found. */
  readonly pidFile: string;
  /** Default: `haproxy`, found on PATH. */
  readonly binary?: string;
  /** For a start or a reload. Default: 20,000. */
  readonly startTimeoutMs?: number;
  /** What requests in flight are given to end. Default: 5,000. */
  readonly stopTimeoutMs?: number;
  /** HAProxy ended without having been told to. */
  readonly onExit?: (reason: string) => void;
}

/**
 * HAProxy as a child of this process, in master-worker mode and in a process group of its own: Ctrl-C reaches us
 * first, and we stop it. Linux only.
 */
export function childHost(options: ChildHostOptions): HaproxyHost {
  const { configFile, pidFile, runtimeSocket, onExit, binary = "haproxy" } = options;
  const { startTimeoutMs = DEFAULT_START_TIMEOUT_MS, stopTimeoutMs = DEFAULT_STOP_TIMEOUT_MS } = options;
  const runtime = createRuntimeApiClient({ address: { path: runtimeSocket } });
  let ours: ChildProcess | undefined;
  let failure: string | undefined;
  let expectsExit = false;

  const start = async ({ signal }: HostOptions = {}): Promise<void> => {
    await stop();
    await assertConfigValid(binary, configFile, { ...(signal && { signal }) });
    const child = await launch(binary, configFile);
    const pid = child.pid ?? 0;
    ours = child;
    failure = undefined;
    expectsExit = false;
    const said = keepOutput(child);
    child.once("exit", (code, name) => {
      ours = undefined;
      if (expectsExit) return;
      failure = `HAProxy ended with ${name ?? code}: ${lastLine(said())}`;
      onExit?.(failure);
    });
    try {
      await writeFile(pidFile, `${pid}\n`);
      await waitFor(
        async () => {
          if (failure !== undefined) throw new HostError("START_FAILED", `${failure}\n${said()}`);
          // A master ignores SIGUSR2 for some milliseconds after its worker answers: a reload then would be lost.
          return (await workerPid()) !== undefined && catches(pid, constants.signals.SIGUSR2);
        },
        limits("START_FAILED", signal),
      );
    } catch (error) {
      await stop();
      throw error;
    }
  };

  const stop = async (): Promise<void> => {
    expectsExit = true;
    const group = await runningGroup();
    if (group !== undefined) await end(group, stopTimeoutMs);
    await rm(pidFile, { force: true });
  };

  const reload = async ({ signal }: HostOptions = {}): Promise<void> => {
    await assertConfigValid(binary, configFile, { ...(signal && { signal }) });
    const group = await runningGroup();
    const before = await workerPid();
    if (group === undefined || before === undefined)
      throw new HostError("RELOAD_FAILED", "HAProxy does not run");
    send(group.id, "SIGUSR2");
    await waitFor(
      async () => {
        const now = await workerPid();
        return now !== undefined && now !== before;
      },
      limits("RELOAD_FAILED", signal),
    );
  };

  const state = async (): Promise<HostState> => {
    const group = await runningGroup();
    if (group !== undefined) return { state: "running", pid: group.id };
    return failure === undefined ? { state: "stopped" } : { state: "failed", reason: failure };
  };

  /**
   * Our child's group; or that of the pid file, while one of its processes has our configuration: a number may be used
   * again. Of our child that is not asked, since a master that starts itself anew has no command line for an instant.
   */
  const runningGroup = async (): Promise<ProcessGroup | undefined> => {
    if (ours?.pid !== undefined) return processGroup(ours.pid);
    const id = Number(await readFile(pidFile, "utf8").catch(() => ""));
    if (!Number.isSafeInteger(id) || id <= 1) return undefined;
    const group = processGroup(id);
    const lines = await Promise.all((await group.members()).map(commandLine));
    return lines.some((words) => words.includes(configFile)) ? group : undefined;
  };

  const workerPid = async (): Promise<number | undefined> => {
    try {
      return (await runtime.execute(showInfo())).pid;
    } catch (error) {
      if (RuntimeApiError.isInstance(error)) return undefined;
      throw error;
    }
  };

  const limits = (code: HostErrorCode, signal: AbortSignal | undefined): WaitLimits => ({
    code,
    timeoutMs: startTimeoutMs,
    signal,
  });

  return { check: (given) => checkConfig(binary, configFile, given), start, stop, reload, state };
}

async function launch(binary: string, configFile: string): Promise<ChildProcess> {
  const child = spawn(binary, ["-W", "-db", "-f", configFile], {
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    env: programEnvironment(),
  });
  try {
    await once(child, "spawn");
  } catch (error) {
    throw programMissing(binary, error);
  }
  // It outlives us when we are killed, and must not keep us alive when we end.
  child.unref();
  return child;
}

function keepOutput(child: ChildProcess): () => string {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      output = (output + chunk).slice(-KEPT_OUTPUT_CHARACTERS);
    });
  }
  return () => output;
}

function lastLine(output: string): string {
  return output.trimEnd().split("\n").at(-1) ?? "";
}

/** Softly first, so that requests in flight end; then for certain. */
async function end(group: ProcessGroup, stopTimeoutMs: number): Promise<void> {
  const isGone = async () => (await group.members()).length === 0;
  send(group.id, "SIGUSR1");
  if (await becomesTrue(isGone, stopTimeoutMs)) return;
  group.signal("SIGKILL");
  if (await becomesTrue(isGone, KILL_LIMIT_MS)) return;
  throw new HostError("STOP_FAILED", `processes ${(await group.members()).join(", ")} cannot be ended`);
}
