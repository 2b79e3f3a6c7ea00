import type { ChildProcess } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { createMasterCliClient, type RuntimeApiClient } from "@haproxy-mcp/runtime-api-client";
import { HostError } from "../errors.js";
import { launch } from "../program/launch.js";
import { catches, commandLine, membersOf, send } from "../program/process-group.js";
import { runProgram } from "../program/run-program.js";
import { becomesTrue, DEFAULT_START_TIMEOUT_MS, waitForStart } from "../program/wait.js";
import type { Master } from "./ask-master.js";
import { assertAccepted, checkConfig, HOW_TO_INSTALL } from "./check-config.js";
import type { CheckOptions, HaproxyHost, HostOptions, HostState } from "./host.js";
import { reload } from "./reload.js";
import { createReloadQueue } from "./reload-queue.js";
import { workerPid } from "./worker.js";

const DEFAULT_STOP_TIMEOUT_MS = 5_000;
const KILL_LIMIT_MS = 5_000;
const KEPT_OUTPUT_CHARACTERS = 16_384;

/** An HAProxy that this process starts and stops (master-worker mode, HAProxy management guide, section 3). */
export interface ChildHostOptions {
  readonly configFile: string;
  /** The Runtime API in that configuration. */
  readonly runtime: RuntimeApiClient;
  /** Holds the master's process id, so that one left behind is found. */
  readonly pidFile: string;
  /** Path for the socket of the master CLI, at most 97 bytes; only our user can use it. Default: none, and a signal reloads. */
  readonly masterSocket?: string | undefined;
  /** Default: `haproxy`, found on PATH. */
  readonly binary?: string | undefined;
  /** Milliseconds for a start or a reload. Default: 20,000. */
  readonly startTimeoutMs?: number | undefined;
  /** Milliseconds for requests in flight to complete. Default: 5,000. */
  readonly stopTimeoutMs?: number | undefined;
  /** Called when HAProxy ends unexpectedly. */
  readonly onExit?: ((reason: string) => void) | undefined;
}

/**
 * HAProxy as a child of this process, in master-worker mode and in its own process group: Ctrl-C reaches us
 * first, and we stop it. Linux only.
 */
export function createChildHost(options: ChildHostOptions): HaproxyHost {
  const { configFile, pidFile, masterSocket, runtime, onExit, binary = "haproxy" } = options;
  const { startTimeoutMs = DEFAULT_START_TIMEOUT_MS, stopTimeoutMs = DEFAULT_STOP_TIMEOUT_MS } = options;
  const masterCli = masterSocket === undefined ? [] : ["-S", `${masterSocket},mode,600`];
  let ours: ChildProcess | undefined;
  let starting: Promise<void> | undefined;
  let said = () => "";
  let failure: string | undefined;
  let expectsExit = false;

  const check = (given?: CheckOptions) => checkConfig(runProgram, binary, configFile, given);

  const start = (given: HostOptions = {}): Promise<void> => {
    const begun = startNow(given);
    starting = begun.catch(() => {});
    return begun;
  };

  const startNow = async (given: HostOptions): Promise<void> => {
    await stop();
    assertAccepted(await check(given));
    const child = await launch(binary, ["-W", ...masterCli, "-db", "-f", configFile], HOW_TO_INSTALL);
    // It outlives us when we are killed, and must not keep us alive when we end.
    child.unref();
    const pid = child.pid ?? 0;
    ours = child;
    failure = undefined;
    expectsExit = false;
    said = keepOutput(child);
    child.once("exit", (code, name) => {
      ours = undefined;
      if (expectsExit) return;
      failure = `HAProxy exited with ${name ?? code}: ${lastLine(said())}`;
      onExit?.(failure);
    });
    try {
      await writeFile(pidFile, `${pid}\n`);
      await waitForStart(
        async () => {
          if (failure !== undefined) throw new HostError("START_FAILED", `${failure}\n${said()}`);
          // A master ignores SIGUSR2 for some milliseconds after its worker responds: a reload then would be lost.
          return (await workerPid(runtime)) !== undefined && catches(pid, constants.signals.SIGUSR2);
        },
        startTimeoutMs,
        given.signal,
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
    if (masterSocket !== undefined) await rm(masterSocket, { force: true });
  };

  const state = async (): Promise<HostState> => {
    const group = await runningGroup();
    if (group !== undefined) return { state: "running", pid: group };
    return failure === undefined ? { state: "stopped" } : { state: "failed", reason: failure };
  };

  /**
   * Our child's group; or that of the pid file, while one of its processes has our configuration: a process id may be
   * reused. Our own child is not checked: a master that re-executes itself has no command line for an instant.
   */
  const runningGroup = async (): Promise<number | undefined> => {
    if (ours?.pid !== undefined) return ours.pid;
    const group = Number(await readFile(pidFile, "utf8").catch(() => ""));
    if (!Number.isSafeInteger(group) || group <= 1) return undefined;
    const lines = await Promise.all((await membersOf(group)).map(commandLine));
    return lines.some((words) => words.includes(configFile)) ? group : undefined;
  };

  const steps = {
    runtime,
    check,
    state,
    timeoutMs: startTimeoutMs,
    master: masterSocket === undefined ? undefined : masterAt(masterSocket),
    request: async (masterPid: number) => {
      send(masterPid, "SIGUSR2");
    },
    // the output of one started by an earlier process of ours is lost
    lastWords: async () => said(),
  };
  const reloadStarted = async (given?: HostOptions) => {
    await starting;
    return reload(steps, given);
  };
  return { check, start, stop, state, reload: createReloadQueue(reloadStarted) };
}

function masterAt(path: string): Master {
  return { client: createMasterCliClient({ address: { path } }), hasHostPids: true };
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

/** SIGTERM first, so that requests in flight complete; then SIGKILL. */
async function end(group: number, stopTimeoutMs: number): Promise<void> {
  const isEmpty = async () => (await membersOf(group)).length === 0;
  // Twice: listing all processes takes time, and can miss one that is started meanwhile by one that ends.
  const isGone = async () => (await isEmpty()) && (await isEmpty());
  send(group, "SIGUSR1");
  if (await becomesTrue(isGone, stopTimeoutMs)) return;
  send(-group, "SIGKILL");
  if (await becomesTrue(isGone, KILL_LIMIT_MS)) return;
  throw new HostError("STOP_FAILED", `cannot end these processes: ${(await membersOf(group)).join(", ")}`);
}
