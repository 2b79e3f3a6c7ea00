import { setTimeout as sleep } from "node:timers/promises";
import { unsafe } from "./arguments.js";
import { RuntimeApiError } from "./errors.js";
import { type FollowSession, type FollowSource, openFollowSession } from "./follow-session.js";
import { assertSendable, line } from "./line.js";
import { createQueue, type Queue } from "./wire/queue.js";

/** Why events may be missing: HAProxy closed the connection, or another worker responds and the old one may have had more. */
export type FollowGap = "closed" | "reloaded";

/** Which events, and what is called where some may be missing. */
export interface FollowOptions {
  /** Also events that are in the buffer already. Default: only new ones. */
  readonly past?: boolean | undefined;
  /** Called between the events where some may be missing. */
  readonly onGap?: ((gap: FollowGap) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Events buffered for a reader that is slower than HAProxy. */
const MAX_WAITING = 100_000;
/** A connection to the old worker stays open after a reload. */
const CHECK_MS = 1_000;
/** It is read until it is silent for so long, and no longer: HAProxy does not end a worker that has a connection. */
const DRAIN_MS = 2_000;
/** HAProxy may refuse connections for so long before it counts as ended. */
const RESUME_MS = 1_000;
const RESUME_STEP_MS = 50;
/** The old worker's listeners may accept for some milliseconds after a reload, and more under load. */
const LEAVING_MS = 5_000;

type Item = { readonly event: string } | { readonly gap: FollowGap };

/** `show events <sink> -w [-n]`: every line that HAProxy writes is an event. */
export async function* follow(
  source: FollowSource,
  sink: string,
  { past = false, onGap, signal }: FollowOptions = {},
): AsyncGenerator<string, void, undefined> {
  const command = `${line`show events ${sink}`} -w`;
  if (source.dialect.renderFollow === undefined)
    throw unsafe("events cannot be followed through `@`; use the addressing `session`");
  assertSendable({ line: command });

  const queue = createQueue<Item>(MAX_WAITING);
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal?.reason);
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop, { once: true });
  const following = keepFollowing(source, command, past, queue, stopped.signal)
    .catch((error: unknown) => error)
    .finally(() => queue.end());
  try {
    for await (const item of queue) {
      if ("event" in item) yield item.event;
      else onGap?.(item.gap);
    }
    throw await following;
  } finally {
    signal?.removeEventListener("abort", stop);
    stopped.abort();
    await following;
  }
}

/** Delivers events for as long as HAProxy responds. @throws RuntimeApiError always: why it ended */
async function keepFollowing(
  source: FollowSource,
  command: string,
  past: boolean,
  queue: Queue<Item>,
  signal: AbortSignal,
): Promise<never> {
  const { target } = source.transport;
  const sessions = new Set<FollowSession>();
  /** The worker before the last reload. After its time, an address has moved back to it. */
  let old: { readonly worker: string; readonly until: number } | undefined;
  const isOld = (worker: string) => worker === old?.worker && performance.now() < old.until;

  const open = async (all: boolean, accepts = (_worker: string) => true): Promise<FollowSession> => {
    const session = await openFollowSession(source, all ? command : `${command} -n`, signal, {
      accepts: (worker) => !isOld(worker) && accepts(worker),
      onEvent(event) {
        queue.add({ event });
        return queue.overflowed;
      },
    });
    sessions.add(session);
    void session.ended.then(() => sessions.delete(session));
    return session;
  };

  /** HAProxy refuses connections, or closes them, for some milliseconds while it restarts. */
  const resume: typeof open = async (all, accepts) => {
    for (const begin = performance.now(); ; await pause(RESUME_STEP_MS, signal)) {
      try {
        const session = await open(all, accepts);
        if (!isOld(session.worker)) return session;
      } catch (error) {
        if (!hasEnded(error)) throw error;
        if (performance.now() > begin + RESUME_MS) throw ended(target, command, error);
      }
    }
  };

  /** From the new worker all that it has: it was not followed before. */
  const takeOver = (from: FollowSession): Promise<FollowSession> => {
    old = { worker: from.worker, until: performance.now() + LEAVING_MS };
    void drain(from);
    queue.add({ gap: "reloaded" });
    return resume(true);
  };

  try {
    for (let current = await open(past); ; ) {
      const begin = performance.now();
      await pause(CHECK_MS, current.closed);
      if (!current.closed.aborted) {
        const worker = await source.currentWorker(signal).catch(() => current.worker);
        if (worker !== current.worker && !isOld(worker)) current = await takeOver(current);
        continue;
      }
      const failure = await current.ended;
      if (failure !== undefined && !hasEnded(failure)) throw failure;
      if (queue.overflowed) throw tooSlow(target, command);
      if (performance.now() < begin + RESUME_STEP_MS) await pause(RESUME_STEP_MS, signal);
      const { worker } = current;
      const next = await resume(false, (other) => {
        if (other === worker) queue.add({ gap: "closed" });
        return other === worker;
      });
      current = next.worker === worker ? next : await takeOver(current);
    }
  } finally {
    const left = [...sessions];
    for (const session of left) session.close();
    await Promise.all(left.map((session) => session.ended));
  }
}

/** No response, for now; `WRONG_PEER` is the master CLI without the worker. */
function hasEnded(error: unknown): boolean {
  return (
    RuntimeApiError.isInstance(error) && ["CONNECT_FAILED", "TRUNCATED", "WRONG_PEER"].includes(error.code)
  );
}

async function drain(session: FollowSession): Promise<void> {
  for (let count = -1; !session.closed.aborted && session.count > count; ) {
    ({ count } = session);
    await pause(DRAIN_MS, session.closed);
  }
  session.close();
}

/** @param signal ends it early */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}

function ended(target: string, command: string, cause: unknown): RuntimeApiError {
  const what = `HAProxy at ${target} ended "${command}", and does not respond any more`;
  return new RuntimeApiError("TRUNCATED", what, { command, kind: "read", cause });
}

function tooSlow(target: string, command: string): RuntimeApiError {
  const what = `the reader is too slow: more than ${MAX_WAITING} events of HAProxy at ${target} were not read`;
  return new RuntimeApiError("TRUNCATED", what, { command, kind: "read" });
}
