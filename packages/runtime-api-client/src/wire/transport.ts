import { createConnection, type NetConnectOpts } from "node:net";
import { RuntimeApiError } from "../errors.js";
import { assertAddress, describeAddress, type RuntimeApiAddress } from "./address.js";

/** How long an exchange may take, and what cancels it. */
export interface ExchangeOptions {
  /** Milliseconds, including the connection. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Opens a new connection for each exchange. */
export interface Transport {
  /** HAProxy's address, for messages. */
  readonly target: string;
  /**
   * Connects, sends, and passes on what arrives until HAProxy closes or the receiver has enough.
   *
   * @param receive returns whether it has enough; the connection is then closed
   * @returns why it ended otherwise; with `sent: false` when there was no connection, so that nothing was sent
   */
  exchange(
    request: string,
    options: ExchangeOptions,
    receive: (chunk: Buffer) => boolean,
  ): Promise<RuntimeApiError | undefined>;
}

/**
 * TCP or UNIX socket. The request is written while responses are read, so that neither side waits for the other;
 * our side is closed only after HAProxy's, because HAProxy stops responding on a half-closed connection.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for what is no address
 */
export function createSocketTransport(address: RuntimeApiAddress): Transport {
  assertAddress(address);
  const target = describeAddress(address);
  return {
    target,
    exchange: (request, { timeoutMs, signal }, receive) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve(stoppedWaiting(target, false, signal.reason));
          return;
        }
        let sent = false;
        const socket = createConnection({ ...address } as NetConnectOpts);
        const end = (failure?: RuntimeApiError) => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", stopWaiting);
          socket.destroy();
          resolve(failure);
        };
        const stopWaiting = () => end(stoppedWaiting(target, sent, signal?.reason));
        const timer =
          timeoutMs === undefined
            ? undefined
            : setTimeout(() => end(timeUp(target, sent, timeoutMs)), timeoutMs);
        signal?.addEventListener("abort", stopWaiting, { once: true });
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
  return new RuntimeApiError("TIMEOUT", `HAProxy at ${target} did not respond within ${timeoutMs} ms`, {
    sent,
  });
}

/** The caller's signal aborted; one of `AbortSignal.timeout` because its time was up. */
export function stoppedWaiting(target: string, sent: boolean, reason: unknown): RuntimeApiError {
  const timedOut = reason instanceof DOMException && reason.name === "TimeoutError";
  const what = timedOut ? "did not respond in time" : "had not responded when the caller cancelled";
  return new RuntimeApiError(timedOut ? "TIMEOUT" : "CANCELLED", `HAProxy at ${target} ${what}`, {
    cause: reason,
    sent,
  });
}
