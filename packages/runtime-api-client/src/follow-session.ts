import { CommandRejectedError, RuntimeApiError } from "./errors.js";
import type { Dialect } from "./wire/dialect.js";
import { createLineSplitter } from "./wire/line-splitter.js";
import { exchangeWith } from "./wire/peer.js";
import type { Slots } from "./wire/slots.js";
import { stoppedWaiting, type Transport } from "./wire/transport.js";

export interface FollowSource {
  readonly transport: Transport;
  readonly slots: Slots;
  readonly dialect: Dialect;
  /** Of the worker that responds now. */
  currentPid(signal: AbortSignal): Promise<string>;
}

/** One connection that follows events of one worker. */
export interface FollowSession {
  /** Of the worker that responded. */
  readonly pid: string;
  /** Events that it has yielded. */
  readonly count: number;
  readonly isOpen: boolean;
  /** Never rejects. `undefined` when HAProxy closed it. */
  readonly ended: Promise<RuntimeApiError | undefined>;
  close(): void;
}

export interface FollowReceiver {
  /** Whether events of that worker are wanted; otherwise the connection is closed. Called before the first event. */
  accepts(pid: string): boolean;
  /** @returns whether it has enough */
  onEvent(text: string): boolean;
}

/**
 * Before the command. 2.6 closes a connection after `stats timeout`, 10 s by default, with or without events (section 9.3, `set
 * timeout cli`); `show info` says which worker responds.
 */
const HEADER = ["set timeout cli 1d", "show info"];
/** In place of the first event; a lower level gives no severity. */
const REFUSAL = /^(?:\[([0-7])\]: |(?=Permission denied|Unknown command))(.*)$/;

/**
 * Opens a connection, and resolves once a worker has responded.
 *
 * @throws RuntimeApiError when none did
 */
export async function openFollowSession(
  { transport, slots, dialect }: FollowSource,
  command: string,
  signal: AbortSignal,
  { accepts, onEvent }: FollowReceiver,
): Promise<FollowSession> {
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });

  let pid: string | undefined;
  let inHeader = true;
  let count = 0;
  let enough = false;
  let isOpen = true;
  let refusal: RuntimeApiError | undefined;
  let respond = () => {};
  const responded = new Promise<void>((resolve) => {
    respond = resolve;
  });
  const split = createLineSplitter((text) => {
    if (inHeader) {
      pid ??= /^Pid: (\d+)$/.exec(text)?.[1];
      if (pid === undefined || text !== "") return;
      inHeader = false;
      enough = !accepts(pid);
      respond();
    } else if (text !== "" && !enough) {
      if (count === 0) refusal = refusalOf(transport.target, command, text);
      enough = refusal !== undefined || onEvent(text);
      count++;
    }
  });
  const ended = slots
    .run(
      () =>
        exchangeWith(
          { ...dialect.peer, begins: "\n" },
          transport,
          dialect.renderFollow?.([...HEADER, command]) ?? "",
          { signal: stopped.signal },
          (chunk) => {
            split(chunk);
            return enough;
          },
        ),
      stopped.signal,
    )
    .catch(() => stoppedWaiting(transport.target, false, stopped.signal.reason))
    .then((failure) => {
      isOpen = false;
      signal.removeEventListener("abort", stop);
      return refusal ?? failure;
    });
  await Promise.race([responded, ended]);
  if (inHeader || pid === undefined) throw (await ended) ?? closedEarly(transport.target, command);
  return {
    pid,
    get count() {
      return count;
    },
    get isOpen() {
      return isOpen;
    },
    ended,
    close: () => stopped.abort(),
  };
}

function refusalOf(target: string, command: string, text: string): CommandRejectedError | undefined {
  const [refused, severity, reason = ""] = REFUSAL.exec(text) ?? [];
  if (refused === undefined) return undefined;
  return new CommandRejectedError(
    target,
    command,
    severity === undefined ? undefined : Number(severity),
    reason,
  );
}

function closedEarly(target: string, command: string): RuntimeApiError {
  const message = `HAProxy at ${target} closed the connection before it responded to "${command}"`;
  return new RuntimeApiError("TRUNCATED", message, { command, kind: "read" });
}
