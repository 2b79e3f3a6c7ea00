import { unsafe } from "./arguments.js";
import { CommandRejectedError, RuntimeApiError } from "./errors.js";
import { assertSendable, line } from "./line.js";
import type { Dialect } from "./wire/dialect.js";
import { LineReader } from "./wire/line-reader.js";
import type { Slots } from "./wire/slots.js";
import { stoppedWaiting, type Transport } from "./wire/transport.js";

export interface FollowOptions {
  /** Also events that are in the buffer already. Default: only new ones. */
  readonly past?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FollowSource {
  readonly transport: Transport;
  readonly slots: Slots;
  readonly dialect: Dialect;
  readonly sink: string;
}

/** Events buffered for a reader that is slower than HAProxy. */
const MAX_WAITING = 100_000;
/** In place of the first event. */
const REFUSAL = /^\[([0-3])\]: (.*)$/;

/** `show events <sink> -w [-n]`: every line that HAProxy writes is an event, until either side closes. */
export async function* follow(
  source: FollowSource,
  { past = false, signal }: FollowOptions = {},
): AsyncGenerator<string, void, undefined> {
  const { transport, slots, dialect, sink } = source;
  const command = `${line`show events ${sink}`} -w${past ? "" : " -n"}`;
  const request = dialect.renderFollow?.(command);
  if (request === undefined)
    throw unsafe("events cannot be followed through `@`; use the addressing `session`");
  assertSendable({ line: command });

  let begun = false;
  const lines = new LineReader(MAX_WAITING);
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal?.reason);
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop, { once: true });
  const ended = slots
    .run(
      () => transport.exchange(request, { signal: stopped.signal }, (chunk) => lines.push(chunk)),
      stopped.signal,
    )
    .catch(() => stoppedWaiting(transport.target, false, stopped.signal.reason))
    .finally(() => lines.end());
  try {
    for await (const text of lines) {
      if (!begun && REFUSAL.test(text)) throw refusal(command, transport.target, text);
      begun = true;
      yield text;
    }
    throw (await ended) ?? closed(command, transport.target, lines.overflowed);
  } finally {
    signal?.removeEventListener("abort", stop);
    stopped.abort();
    await ended;
  }
}

function refusal(command: string, target: string, text: string): CommandRejectedError {
  const [, severity, reason = ""] = REFUSAL.exec(text) ?? [];
  return new CommandRejectedError(target, command, Number(severity), reason);
}

function closed(command: string, target: string, overflowed: boolean): RuntimeApiError {
  const what = overflowed
    ? `the reader is too slow: more than ${MAX_WAITING} events of HAProxy at ${target} were not read`
    : `HAProxy at ${target} ended "${command}"`;
  return new RuntimeApiError("TRUNCATED", what, { command, kind: "read" });
}
