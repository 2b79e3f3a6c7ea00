import { constants } from "node:os";
import {
  CommandRejectedError,
  type RuntimeApiClient,
  showStartupLogs,
} from "@haproxy-mcp/runtime-api-client";
import { HostError } from "../errors.js";
import { catches } from "../program/process-group.js";
import { becomesTrue } from "../program/wait.js";
import { askMaster, type Master, workerByMaster } from "./ask-master.js";
import { assertAccepted } from "./check-config.js";
import type { ConfigProblem, HaproxyHost, HostOptions, Reloaded } from "./host.js";
import { parseProblems } from "./parse-problems.js";
import { alertsIn, newWords, notReloaded } from "./reload-failure.js";
import { workerPid } from "./worker.js";

/** What is different from host to host. */
export interface ReloadSteps extends Pick<HaproxyHost, "check" | "state"> {
  readonly runtime: RuntimeApiClient;
  readonly timeoutMs: number;
  /** The master CLI, where HAProxy has one. */
  readonly master?: Master | undefined;
  /** Asks the master to reload its configuration, where there is no master CLI. */
  readonly request: (masterPid: number, options: HostOptions) => Promise<unknown>;
  /** The last output of HAProxy on this host, to explain a failure. */
  readonly lastWords: () => Promise<string>;
}

/** Of a HAProxy that was just started: it is running before it responds. */
const STARTS_LIMIT_MS = 2_000;
const LISTENS_LIMIT_MS = 2_000;
const LOOK_AT_WORDS_MS = 1_000;

/**
 * A reload on any host: check, ask the master, wait for the new worker, read its warnings. The master CLI reports the result; a
 * signal has none, and one that comes during another reload can be lost.
 *
 * @throws HostError `CONFIG_REFUSED`, `CANCELLED`, `RELOAD_FAILED`: the old worker keeps serving unless the message says otherwise
 */
export async function reload(steps: ReloadSteps, options: HostOptions = {}): Promise<Reloaded> {
  const { runtime, timeoutMs, master, request, lastWords } = steps;
  assertAccepted(await steps.check(options));
  const state = await steps.state(options);
  if (state.state !== "running")
    throw new HostError(
      "RELOAD_FAILED",
      `HAProxy is not running: its state is ${state.state}; start it first`,
    );
  const previousPid = (await startedWorker(runtime, options)) ?? (await workerByMaster(master, options));
  const wordsBefore = await lastWords();
  const isReloaded =
    master !== undefined &&
    (await askMaster(master, state.pid, { timeoutMs, signal: options.signal }).catch(async (error) => {
      if (!CommandRejectedError.isInstance(error)) throw error;
      const words = alertsIn(newWords(wordsBefore, await lastWords())) ?? error.reason;
      throw notReloaded("no new worker started", words);
    }));
  if (!isReloaded) {
    await listens(state.pid);
    await request(state.pid, options);
  }

  let pid: number | undefined;
  let failure: string | undefined;
  let nextLook = performance.now() + LOOK_AT_WORDS_MS;
  const ended = async (): Promise<boolean> => {
    const now = await workerPid(runtime, options);
    if (now !== undefined && now !== previousPid) pid = now;
    else if (!isReloaded && performance.now() > nextLook) {
      failure = alertsIn(newWords(wordsBefore, await lastWords()));
      nextLook = performance.now() + LOOK_AT_WORDS_MS;
    }
    return pid !== undefined || failure !== undefined;
  };
  await becomesTrue(ended, timeoutMs, options.signal);
  if (pid === undefined) {
    if (isReloaded) throw unreachable(runtime, options);
    const isSilent = previousPid === undefined && failure === undefined;
    throw isSilent ? silent(options) : await reasonOfFailure(steps, wordsBefore, failure, options);
  }
  if (!isReloaded) await listens(state.pid);
  return { pid, previousPid, warnings: await startupWarnings(runtime, options) };
}

async function startedWorker(runtime: RuntimeApiClient, options: HostOptions): Promise<number | undefined> {
  let pid: number | undefined;
  const responds = async () => {
    pid = await workerPid(runtime, options);
    return pid !== undefined;
  };
  await becomesTrue(responds, STARTS_LIMIT_MS, options.signal);
  return pid;
}

/**
 * A master ignores the reload signal, SIGUSR2, for some milliseconds after its new worker responds. One on another
 * machine or of another user cannot be inspected, and is assumed to listen.
 */
async function listens(masterPid: number): Promise<void> {
  await becomesTrue(() => catches(masterPid, constants.signals.SIGUSR2), LISTENS_LIMIT_MS);
}

async function startupWarnings(
  runtime: RuntimeApiClient,
  options: HostOptions,
): Promise<readonly ConfigProblem[]> {
  const logs = await runtime.execute(showStartupLogs(), options).catch(() => "");
  return parseProblems(logs).filter(({ severity }) => severity === "warning");
}

function unreachable({ target }: RuntimeApiClient, { signal }: HostOptions): HostError {
  if (signal?.aborted === true) return cancelled(signal);
  return new HostError(
    "RELOAD_FAILED",
    `HAProxy reloaded, and its new worker does not respond on its Runtime API at ${target}; check its stats socket`,
  );
}

function silent({ signal }: HostOptions): HostError {
  if (signal?.aborted === true) return cancelled(signal);
  return new HostError(
    "RELOAD_FAILED",
    "HAProxy was asked to reload, and responds on its Runtime API neither before nor after; check its stats socket",
  );
}

function cancelled(signal: AbortSignal): HostError {
  return new HostError("CANCELLED", "cancelled by the caller", { cause: signal.reason });
}

async function reasonOfFailure(
  { lastWords, timeoutMs }: ReloadSteps,
  wordsBefore: string,
  failure: string | undefined,
  { signal }: HostOptions,
): Promise<HostError> {
  if (signal?.aborted === true) return cancelled(signal);
  const words = failure ?? newWords(wordsBefore, await lastWords()).trim();
  const what =
    failure === undefined ? `no new worker responded within ${timeoutMs} ms` : "no new worker started";
  return notReloaded(what, words);
}
