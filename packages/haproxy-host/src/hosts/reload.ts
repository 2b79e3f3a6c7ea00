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
  /** Tells the master to take its configuration anew. */
  readonly tell: (masterPid: number, options: HostOptions) => Promise<unknown>;
  /** The last words of HAProxy on this host, for the reason of a failure. */
  readonly lastWords: () => Promise<string>;
}

const LISTENS_LIMIT_MS = 2_000;
const LOOK_AT_WORDS_MS = 1_000;

/**
 * A reload on any host: check, tell the master, wait for the new worker, read what it warned of.
 *
 * @throws HostError `CONFIG_REFUSED`, `RELOAD_FAILED`, `CANCELLED`; the old worker serves on
 */
export async function reload(steps: ReloadSteps, options: HostOptions = {}): Promise<Reloaded> {
  const { runtime, timeoutMs, tell, lastWords } = steps;
  assertAccepted(await steps.check(options));
  const state = await steps.state(options);
  if (state.state !== "running")
    throw new HostError("RELOAD_FAILED", `HAProxy does not run: it is ${state.state}`);
  const previousPid = await workerPid(runtime, options);
  if (previousPid === undefined)
    throw new HostError("RELOAD_FAILED", "HAProxy runs, and does not answer its Runtime API");

  await listens(state.pid);
  const wordsBefore = await lastWords();
  await tell(state.pid, options);

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
 * A master ignores SIGUSR2, by which it is told, for some milliseconds after its new worker answers. One that another
 * machine or user has cannot be looked at, and is taken at its word.
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
    failure === undefined
      ? `no new worker answered within ${timeoutMs} ms`
      : "no new worker could be started";
  return new HostError("RELOAD_FAILED", `${what}, the old one serves on${words === "" ? "" : `:\n${words}`}`);
}

/** Those of the old worker that ended, as every reload ends one, are no reason. */
function alertsIn(words: string): string | undefined {
  const alerts = words
    // a container's log may join lines
    .replace(/(?<=.)(?=\[(?:ALERT|WARNING|NOTICE)\])/g, "\n")
    .split("\n")
    .filter((line) => line.includes("[ALERT]") && !/\b(?:worker|process) .*exited with code/i.test(line));
  return alerts.length === 0 ? undefined : alerts.join("\n");
}

/** What was said since, of words of which only the last are kept. */
function newWords(before: string, now: string): string {
  if (now.startsWith(before)) return now.slice(before.length);
  const known = new Set(before.split("\n"));
  return now
    .split("\n")
    .filter((line) => !known.has(line))
    .join("\n");
}
