import { createConnection, type NetConnectOpts } from "node:net";
import { describeAddress, type RuntimeApiAddress } from "./address.js";
import { RuntimeApiError } from "./errors.js";

/** Everything that one connection brought. */
export interface Exchange {
  readonly bytes: Buffer;
  /** Why it ended before HAProxy closed it; absent when HAProxy did. */
  readonly failure?: RuntimeApiError;
}

/** Sends one request over a connection of its own, and reads until the other end closes it. */
export interface Transport {
  /** Who is at the other end, for messages. */
  readonly target: string;
  /**
   * Resolves also for a connection that broke, with what had come by then.
   *
   * @throws RuntimeApiError with `sent: false` when there was no connection, so that nothing was sent
   */
  exchange(request: string, signal: AbortSignal): Promise<Exchange>;
}

/**
 * TCP or UNIX socket. The request is written while answers are read, so that neither side waits for the other;
 * our side is closed only after HAProxy's, since a half-closed connection makes HAProxy stop answering.
 */
export function socketTransport(address: RuntimeApiAddress): Transport {
  const target = describeAddress(address);
  return {
    target,
    exchange: (request, signal) =>
      new Promise<Exchange>((resolve, reject) => {
        const chunks: Buffer[] = [];
        let sent = false;
        const socket = createConnection({ ...address, signal } as NetConnectOpts);
        socket.once("connect", () => {
          sent = true;
          socket.write(request);
        });
        socket.on("data", (chunk) => chunks.push(chunk));
        socket.once("end", () => resolve({ bytes: Buffer.concat(chunks) }));
        socket.once("error", (cause) => {
          const failure = failureOf(cause, signal, sent, target);
          if (sent) resolve({ bytes: Buffer.concat(chunks), failure });
          else reject(failure);
        });
      }),
  };
}

function failureOf(cause: Error, signal: AbortSignal, sent: boolean, target: string): RuntimeApiError {
  if (signal.aborted) return gaveUp(signal, sent, target);
  const code = sent ? "TRUNCATED" : "CONNECT_FAILED";
  return new RuntimeApiError(code, `HAProxy at ${target}: ${cause.message || cause.name}`, { cause });
}

/** Why a signal ended the waiting: its time was up, or the caller gave up. */
export function gaveUp(signal: AbortSignal, sent: boolean, target: string): RuntimeApiError {
  const { reason } = signal;
  const timedOut = reason instanceof DOMException && reason.name === "TimeoutError";
  const code = timedOut ? "TIMEOUT" : "ABORTED";
  const what = timedOut ? "did not answer in time" : "was not waited for any longer";
  return new RuntimeApiError(code, `HAProxy at ${target} ${what}`, { cause: reason, sent });
}
