import { constants } from "node:os";
import { type RuntimeApiClient, showStartupLogs } from "@haproxy-mcp/runtime-api-client";
import { HostError } from "../errors.js";
import { catches } from "../program/process-group.js";
import { becomesTrue } from "../program/wait.js";
import { assertAccepted } from "./check-config.js";
import type { ConfigProblem, HaproxyHost, HostOptions, Reloaded } from "./host.js";
import { parseProblems } from "./parse-problems.js";
import { workerPid } from "./worker.js";

/** What is different from host to host. */
export interface ReloadSteps extends Pick<HaproxyHost, "check" | "state"> {
  readonly runtime: RuntimeApiClient;
  readonly timeoutMs: number;
  /** Asks the master to reload its configuration. */
  readonly request: (masterPid: number, options: HostOptions) => Promise<unknown>;
  /** The last output of HAProxy on this host, to explain a failure. */
  readonly lastWords: () => Promise<string>;
}

const LISTENS_LIMIT_MS = 2_000;
const LOOK_AT_WORDS_MS = 1_000;

/**
 * A reload on any host: check, signal the master, wait for the new worker, read its warnings.
 *
 * @throws HostError `CONFIG_REFUSED`, `RELOAD_FAILED`, `CANCELLED`; the old worker keeps serving
 */
export async function reload(steps: ReloadSteps, options: HostOptions = {}): Promise<Reloaded> {
  const { runtime, timeoutMs, request, lastWords } = steps;
  assertAccepted(await steps.check(options));
  const state = await steps.state(options);
  if (state.state !== "running")
    throw new HostError(
      "RELOAD_FAILED",
      `HAProxy is not running: its state is ${state.state}; start it first`,
    );
  const previousPid = await workerPid(runtime, options);
  if (previousPid === undefined)
    throw new HostError(
      "RELOAD_FAILED",
      "HAProxy is running, but does not respond on its Runtime API; check its stats socket",
    );

  await listens(state.pid);
  const wordsBefore = await lastWords();
  await request(state.pid, options);

  let pid: number | undefined;
  let failure: string | undefined;
  let nextLook = performance.now() + LOOK_AT_WORDS_MS;
  const ended = async (): Promise<boolean> => {
    const now = await workerPid(runtime, options);
    if (now !== undefined && now !== previousPid) pid = now;
    else if (performance.now() > nextLook) {
      failure = alertsIn(newWords(wordsBefore, await lastWords()));
      nextLook = performance.now() + LOOK_AT_WORDS_MS;
    }
    return pid !== undefined || failure !== undefined;
  };
  await becomesTrue(ended, timeoutMs, options.signal);
  if (pid === undefined) throw await reasonOfFailure(steps, wordsBefore, failure, options);
  await listens(state.pid);
  return { pid, previousPid, warnings: await startupWarnings(runtime, options) };
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

async function reasonOfFailure(
  { lastWords, timeoutMs }: ReloadSteps,
  wordsBefore: string,
  failure: string | undefined,
  { signal }: HostOptions,
): Promise<HostError> {
  if (signal?.aborted === true)
    return new HostError("CANCELLED", "cancelled by the caller", { cause: signal.reason });
  const words = failure ?? newWords(wordsBefore, await lastWords()).trim();
  const what =
    failure === undefined ? `no new worker responded within ${timeoutMs} ms` : "no new worker started";
  return new HostError(
    "RELOAD_FAILED",
    `${what}; the old one keeps serving${words === "" ? "" : `:\n${words}`}`,
  );
}

/** Alerts about the end of the old worker are skipped: every reload ends one. */
function alertsIn(words: string): string | undefined {
  const alerts = words
    // a container's log may join lines
    .replace(/(?<=.)(?=\[(?:ALERT|WARNING|NOTICE)\])/g, "\n")
    .split("\n")
    .filter((line) => line.includes("[ALERT]") && !/\b(?:worker|process) .*exited with code/i.test(line));
  return alerts.length === 0 ? undefined : alerts.join("\n");
}

/** The lines printed since, where only the last lines are kept. */
function newWords(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const known = new Set(before.split("\n"));
  return now
    .split("\n")
    .filter((line) => !known.has(line))
    .join("\n");
}
