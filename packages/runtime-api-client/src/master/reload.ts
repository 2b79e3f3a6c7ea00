import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { count } from "../arguments.js";
import type { RuntimeApiClient } from "../client.js";
import { CommandRejectedError, ofCommand, RuntimeApiError } from "../errors.js";
import { withTimeLimit } from "../wire/time-limit.js";
import { stoppedWaiting, type Transport } from "../wire/transport.js";
import { type Processes, showProcesses } from "./show-processes.js";

/** How a reload is made. */
export interface ReloadOptions {
  /** `hard-reload` (HAProxy 2.9): the old workers end at once, with all connections. Default: false. */
  readonly hard?: boolean | undefined;
  /** Milliseconds. Default: 60,000, because a large configuration takes time. */
  readonly timeoutMs?: number | undefined;
  /** Process id that the master must have, as it sees itself: another is not asked, with `CONNECT_FAILED`. */
  readonly masterPid?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A reload that succeeded. */
export interface Reloaded {
  /** What HAProxy logged while it loaded; empty before 2.7. */
  readonly log: readonly string[];
  /** The processes, read back afterwards. */
  readonly processes: Processes;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const REEXECUTION_MS = 1_000;
/** Of requests that a master which gives results closes without one. */
const MAX_LOST = 20;
/** Of a pause: 1.6 s at most. */
const MAX_DOUBLINGS = 5;
const VERDICT = /^Success=([01])$/m;
/** HAProxy 3.1 and later, while they start or reload; the connection stays open. */
const BUSY = /^Another reload is still in progress/m;
/** The connection stays open. */
const REFUSED = /^(?:Permission denied|Unknown command).*/;
const GIVES_NO_RESULT = /^(?:1|2\.[0-6])\./;

type Master = Pick<RuntimeApiClient, "target" | "execute" | "batch">;

/**
 * `reload` or `hard-reload` (management.txt section 9.4.1), and the processes afterwards. HAProxy 2.7 and later return the
 * result; 2.6 closes silently, so `show proc` is read, and refuses a hard one.
 *
 *     Success=1
 *     --
 *     [NOTICE]   (482713) : New worker (482720) forked
 *
 * While another reload is in progress, HAProxy refuses this one or closes the connection: then it is asked again. 2.6 gives no
 * sign of that; its result is that of a reload that began after this call.
 *
 * @throws CommandRejectedError with HAProxy's own words when the new configuration was refused: the old worker keeps serving
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for what is no time limit
 */
export async function reload(
  transport: Transport,
  master: Master,
  { hard = false, timeoutMs = DEFAULT_TIMEOUT_MS, masterPid, signal }: ReloadOptions,
): Promise<Reloaded> {
  const command = hard ? "hard-reload" : "reload";
  const reloaded = withTimeLimit(count(timeoutMs, "a number of milliseconds"), signal, async (limited) => {
    for (let lost = 0; ; ) {
      const before = await processesBefore(master, limited);
      const { pid } = before.master;
      if (masterPid !== undefined && pid !== masterPid) throw anotherMaster(transport.target, pid, masterPid);
      const said = await ask(transport, command, limited);
      const verdict = VERDICT.exec(said)?.[1];
      const isLost = verdict === undefined && !GIVES_NO_RESULT.test(before.master.version);
      if (isLost && ++lost === MAX_LOST) throw closedSilently(transport.target);
      if (isLost || BUSY.test(said)) {
        await sleep(pauseMs(lost));
        continue;
      }
      const log = said.split("\n").filter((text) => /^\[\w+\]/.test(text));
      if (verdict === "0") throw notTaken(transport.target, command, log);
      const processes = await afterReload(master, before, limited);
      if (processes.failedReloads > before.failedReloads) throw notTaken(transport.target, command, log);
      return { log, processes };
    }
  });
  return reloaded.catch((error: unknown) => {
    const isOurs = RuntimeApiError.isInstance(error) && error.command === undefined;
    throw isOurs ? ofCommand(error, command, "write") : error;
  });
}

/**
 * 3.0 and 3.2 drop the connection of one reload for the next: clients that ask again at the same time would drop each other's
 * for ever. So each waits for a random time, up to twice as long after each loss.
 */
function pauseMs(lost: number): number {
  return POLL_MS + randomInt(POLL_MS * 2 ** Math.min(lost, MAX_DOUBLINGS));
}

/** What the master says until it closes the connection; nothing where it re-executes itself for another reload. */
async function ask(transport: Transport, command: string, signal: AbortSignal): Promise<string> {
  const chunks: Buffer[] = [];
  const said = () => Buffer.concat(chunks).toString("utf8");
  const failure = await transport.exchange(`${command}\n`, { signal }, (chunk) => {
    chunks.push(chunk);
    return BUSY.test(said()) || REFUSED.test(said());
  });
  if (failure !== undefined && !isOfReexecution(failure)) throw failure;
  const refused = REFUSED.exec(said())?.[0];
  if (refused !== undefined) throw new CommandRejectedError(transport.target, command, undefined, refused);
  return said();
}

/** A master that re-executes itself for another reload refuses connections, or closes them, for some milliseconds. */
async function processesBefore(master: Master, signal: AbortSignal): Promise<Processes> {
  for (const begin = performance.now(); ; ) {
    const [result] = await master.batch([showProcesses()], { signal });
    if (result.ok) return result.value;
    if (signal.aborted) throw stoppedWaiting(master.target, true, signal.reason);
    if (!isOfReexecution(result.error) || performance.now() > begin + REEXECUTION_MS) throw result.error;
    await sleep(POLL_MS);
  }
}

function isOfReexecution({ code, cause }: RuntimeApiError): boolean {
  return code === "TRUNCATED" || (cause as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED";
}

/** The master re-executes itself: for some milliseconds it does not respond. */
async function afterReload(master: Master, before: Processes, signal: AbortSignal): Promise<Processes> {
  for (;;) {
    const [result] = await master.batch([showProcesses()], { signal });
    if (signal.aborted) throw stoppedWaiting(master.target, true, signal.reason);
    if (result.ok && result.value.master.reloads > before.master.reloads) return result.value;
    await sleep(POLL_MS);
  }
}

function closedSilently(target: string): RuntimeApiError {
  return new RuntimeApiError("TRUNCATED", `HAProxy at ${target} closed the connection without a result`);
}

function anotherMaster(target: string, pid: number, wanted: number): RuntimeApiError {
  return new RuntimeApiError("CONNECT_FAILED", `the master at ${target} is process ${pid}, not ${wanted}`);
}

function notTaken(target: string, command: string, log: readonly string[]): CommandRejectedError {
  const alerts = log.filter((text) => text.startsWith("[ALERT]"));
  const reason = alerts.map((text) => text.replace(/^\[ALERT\]\s+\(\d+\) : /, "")).join("; ");
  return new CommandRejectedError(
    target,
    command,
    undefined,
    reason || "the configuration was refused; run haproxy -c to see why",
  );
}
