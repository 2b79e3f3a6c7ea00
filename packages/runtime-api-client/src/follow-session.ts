import { CommandRejectedError, ofCommand, RuntimeApiError } from "./errors.js";
import type { Dialect } from "./wire/dialect.js";
import { createLineSplitter } from "./wire/line-splitter.js";
import { exchangeWith } from "./wire/peer.js";
import type { Slots } from "./wire/slots.js";
import { stoppedWaiting, type Transport } from "./wire/transport.js";

export interface FollowSource {
  readonly transport: Transport;
  readonly slots: Slots;
  readonly dialect: Dialect;
  /** Milliseconds for the response to a new connection. */
  readonly timeoutMs: number;
  /** The `workerOf` that responds now. */
  currentWorker(signal: AbortSignal): Promise<string>;
}

/** One connection that follows events of one worker. */
export interface FollowSession {
  /** The `workerOf` that responded. */
  readonly worker: string;
  /** Events that it has yielded. */
  readonly count: number;
  /** Aborts when it has ended. */
  readonly closed: AbortSignal;
  /** Never rejects. `undefined` when HAProxy closed it. */
  readonly ended: Promise<RuntimeApiError | undefined>;
  close(): void;
}

export interface FollowReceiver {
  /** Whether events of that worker are wanted; otherwise the connection is closed. Called before the first event. */
  accepts(worker: string): boolean;
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
 * Which process an info is of: one that is started again, in a container, has the process id of the one before it.
 *
 * @param info `show info`, by its names; the time of the start is there since HAProxy 2.5
 */
export function workerOf(info: ReadonlyMap<string, string>): string {
  return `${info.get("Pid")} since ${info.get("Start_time_sec")}`;
}

/**
 * Opens a connection, and resolves once a worker has responded.
 *
 * @throws RuntimeApiError when none did
 */
export async function openFollowSession(
  { transport, slots, dialect, timeoutMs }: FollowSource,
  command: string,
  signal: AbortSignal,
  { accepts, onEvent }: FollowReceiver,
): Promise<FollowSession> {
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });

  const info = new Map<string, string>();
  let worker: string | undefined;
  let count = 0;
  let enough = false;
  const closed = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let refusal: RuntimeApiError | undefined;
  let respond = () => {};
  const responded = new Promise<void>((resolve) => {
    respond = resolve;
  });
  const split = createLineSplitter((text) => {
    if (worker === undefined) {
      const [, name = "", value = ""] = /^(\w+): (.*)$/.exec(text) ?? [];
      info.set(name, value);
      if (text !== "" || !info.has("Pid")) return;
      clearTimeout(timer);
      worker = workerOf(info);
      enough = !accepts(worker);
      respond();
    } else if (text !== "" && !enough) {
      if (count === 0) refusal = refusalOf(transport.target, command, text);
      enough = refusal !== undefined || onEvent(text);
      count++;
    }
  });
  const ended = slots
    .run(() => {
      timer = setTimeout(() => stopped.abort(new DOMException("The time is up", "TimeoutError")), timeoutMs);
      return exchangeWith(
        { ...dialect.peer, begins: "\n" },
        transport,
        dialect.renderFollow?.([...HEADER, command]) ?? "",
        { signal: stopped.signal },
        (chunk) => {
          split(chunk);
          return enough;
        },
      );
    }, stopped.signal)
    .catch(() => stoppedWaiting(transport.target, false, stopped.signal.reason))
    .then((failure) => {
      clearTimeout(timer);
      closed.abort();
      signal.removeEventListener("abort", stop);
      return refusal ?? (failure && ofCommand(failure, command, "read"));
    });
  await Promise.race([responded, ended]);
  if (worker === undefined) throw (await ended) ?? closedEarly(transport.target, command);
  return {
    worker,
    get count() {
      return count;
    },
    closed: closed.signal,
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
