import { createConnection, type NetConnectOpts } from "node:net";
import { RuntimeApiError } from "../errors.js";
import { describeAddress, type RuntimeApiAddress } from "./address.js";

export interface ExchangeOptions {
  /** Connecting included. Default: for ever. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Speaks over a connection of its own for each exchange. */
export interface Transport {
  /** Who is at the other end, for messages. */
  readonly target: string;
  /**
   * Connects, sends, and hands on what comes until the other end closes or the receiver has enough.
   *
   * @param receive tells whether it has enough; the connection is then closed
   * @returns why it ended otherwise; with `sent: false` when there was no connection, so that nothing was sent
   */
  exchange(
    request: string,
    options: ExchangeOptions,
    receive: (chunk: Buffer) => boolean,
  ): Promise<RuntimeApiError | undefined>;
}

/**
 * TCP or UNIX socket. The request is written while answers are read, so that neither side waits for the other;
 * our side is closed only after HAProxy's, since a half-closed connection makes HAProxy stop answering.
 */
export function createSocketTransport(address: RuntimeApiAddress): Transport {
  const target = describeAddress(address);
  return {
    target,
    exchange: (request, { timeoutMs, signal }, receive) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve(gaveUp(target, false, signal.reason));
          return;
        }
        let sent = false;
        const socket = createConnection({ ...address } as NetConnectOpts);
        const end = (failure?: RuntimeApiError) => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", giveUp);
          socket.destroy();
          resolve(failure);
        };
        const giveUp = () => end(gaveUp(target, sent, signal?.reason));
        const timer =
          timeoutMs === undefined
            ? undefined
            : setTimeout(() => end(timeUp(target, sent, timeoutMs)), timeoutMs);
        signal?.addEventListener("abort", giveUp, { once: true });
        socket.once("connect", () => {
          sent = true;
          socket.write(request);
        });
        socket.on("data", (chunk) => {
          if (receive(chunk)) end();
        });
        socket.once("end", () => end());
        socket.on("error", (cause) => {
          const code = sent ? "TRUNCATED" : "CONNECT_FAILED";
          end(new RuntimeApiError(code, `HAProxy at ${target}: ${cause.message || cause.name}`, { cause }));
        });
      }),
  };
}

function timeUp(target: string, sent: boolean, timeoutMs: number): RuntimeApiError {
  return new RuntimeApiError("TIMEOUT", `HAProxy at ${target} did not answer within ${timeoutMs} ms`, {
    sent,
  });
}

/** The caller's signal ended the waiting; one of `AbortSignal.timeout` because its time was up. */
export function gaveUp(target: string, sent: boolean, reason: unknown): RuntimeApiError {
  const timedOut = reason instanceof DOMException && reason.name === "TimeoutError";
  const what = timedOut ? "did not answer in time" : "was not waited for any longer";
  return new RuntimeApiError(timedOut ? "TIMEOUT" : "CANCELLED", `HAProxy at ${target} ${what}`, {
    cause: reason,
    sent,
  });
}
