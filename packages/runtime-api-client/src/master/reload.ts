import { setTimeout as sleep } from "node:timers/promises";
import type { RuntimeApiClient } from "../client.js";
import { CommandRejectedError, RuntimeApiError } from "../errors.js";
import { withTimeLimit } from "../wire/time-limit.js";
import { stoppedWaiting, type Transport } from "../wire/transport.js";
import { type Processes, showProcesses } from "./show-processes.js";

export interface ReloadOptions {
  /** Milliseconds. Default: 60,000, because a large configuration takes time. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Reloaded {
  /** What HAProxy logged while it loaded; empty before 2.7. */
  readonly log: readonly string[];
  /** The processes, read back afterwards. */
  readonly processes: Processes;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const VERDICT = /^Success=([01])$/m;

/**
 * `reload` (management.txt section 9.4.1), and the processes afterwards. HAProxy 2.7 and later return the result; 2.6 closes
 * silently, so `show proc` is read.
 *
 *     Success=1
 *     --
 *     [NOTICE]   (482713) : New worker (482720) forked
 *
 * @throws CommandRejectedError with HAProxy's own words when the new configuration was refused: the old worker keeps serving
 */
export async function reload(
  transport: Transport,
  master: Pick<RuntimeApiClient, "target" | "execute" | "batch">,
  { timeoutMs = DEFAULT_TIMEOUT_MS, signal }: ReloadOptions,
): Promise<Reloaded> {
  return withTimeLimit(timeoutMs, signal, async (limited) => {
    const before = await master.execute(showProcesses(), { signal: limited });
    const chunks: Buffer[] = [];
    const failure = await transport.exchange("reload\n", { signal: limited }, (chunk) => {
      chunks.push(chunk);
      return false;
    });
    if (failure !== undefined) throw withCommand(failure);
    const said = Buffer.concat(chunks).toString("utf8");
    const refused = /^(?:Permission denied|Unknown command).*/.exec(said)?.[0];
    if (refused !== undefined) throw new CommandRejectedError(transport.target, "reload", undefined, refused);
    const verdict = VERDICT.exec(said)?.[1];
    const log = said.split("\n").filter((text) => /^\[\w+\]/.test(text));
    if (verdict === "0") throw notTaken(transport.target, log);
    const processes = await afterReload(master, before, limited);
    if (processes.failedReloads > before.failedReloads) throw notTaken(transport.target, log);
    return { log, processes };
  });
}

/** The master re-executes itself: for some milliseconds it does not respond. */
async function afterReload(
  master: Pick<RuntimeApiClient, "target" | "execute" | "batch">,
  before: Processes,
  signal: AbortSignal,
): Promise<Processes> {
  for (;;) {
    const [result] = await master.batch([showProcesses()], { signal });
    if (signal.aborted) throw withCommand(stoppedWaiting(master.target, true, signal.reason));
    if (result.ok && result.value.master.reloads > before.master.reloads) return result.value;
    await sleep(POLL_MS);
  }
}

function notTaken(target: string, log: readonly string[]): CommandRejectedError {
  const alerts = log.filter((text) => text.startsWith("[ALERT]"));
  const reason = alerts.map((text) => text.replace(/^\[ALERT\]\s+\(\d+\) : /, "")).join("; ");
  return new CommandRejectedError(
    target,
    "reload",
    undefined,
    reason || "the configuration was refused; run haproxy -c to see why",
  );
}

function withCommand({ code, message, cause, sent }: RuntimeApiError): RuntimeApiError {
  return new RuntimeApiError(code, `${message} ("reload")`, { command: "reload", cause, sent });
}
