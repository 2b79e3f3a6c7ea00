import { setTimeout as sleep } from "node:timers/promises";
import type { RuntimeApiClient } from "../client.js";
import { CommandRejectedError, RuntimeApiError } from "../errors.js";
import { withTimeLimit } from "../wire/time-limit.js";
import { gaveUp, type Transport } from "../wire/transport.js";
import { type Processes, showProcesses } from "./show-processes.js";

export interface ReloadOptions {
  /** At most that long. Default: 60,000: a large configuration takes its time. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Reloaded {
  /** What HAProxy said while it loaded; nothing before 2.7. */
  readonly log: readonly string[];
  /** The processes, read back afterwards. */
  readonly processes: Processes;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const VERDICT = /^Success=([01])$/m;

/**
 * `reload` (management.txt section 9.4.1), and the processes afterwards. HAProxy from 2.7 on tells how it went; 2.6 closes
 * without a word, and `show proc` tells.
 *
 *     Success=1
 *     --
 *     [NOTICE]   (482713) : New worker (482720) forked
 *
 * @throws CommandRejectedError with HAProxy's own words when the new configuration was not taken: the old worker serves on
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

/** The master starts itself anew: for some milliseconds nobody answers. */
async function afterReload(
  master: Pick<RuntimeApiClient, "target" | "execute" | "batch">,
  before: Processes,
  signal: AbortSignal,
): Promise<Processes> {
  for (;;) {
    const [result] = await master.batch([showProcesses()], { signal });
    if (signal.aborted) throw withCommand(gaveUp(master.target, true, signal.reason));
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
    reason || "the configuration was not taken; haproxy -c tells why",
  );
}

function withCommand({ code, message, cause, sent }: RuntimeApiError): RuntimeApiError {
  return new RuntimeApiError(code, `${message} ("reload")`, { command: "reload", cause, sent });
}
