import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { messageOf } from "@haproxy-mcp/durable-files";
import { AcmeError, throwIfCancelled } from "../../errors.js";
import { numbers } from "./dns-message.js";

export interface DnsServer {
  /** Name or IP address. */
  readonly host: string;
  readonly port: number;
}

/**
 * Sends one message over TCP, which every server has to accept (RFC 7766 section 5), and returns the response.
 *
 * @throws AcmeError `DNS_PROVIDER` with `unreachable` or `slow`, `CANCELLED`
 */
export async function exchange(
  { host, port }: DnsServer,
  message: Buffer,
  { limitMs, signal }: { readonly limitMs: number; readonly signal: AbortSignal | undefined },
): Promise<Buffer> {
  throwIfCancelled(signal);
  const limit = AbortSignal.timeout(limitMs);
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  const socket = connect({ host, port });
  try {
    const end = () => socket.destroy(stop.reason);
    stop.addEventListener("abort", end);
    try {
      await once(socket, "connect");
      socket.write(Buffer.concat([numbers(message.length), message]));
      return await readMessage(socket);
    } finally {
      stop.removeEventListener("abort", end);
      socket.destroy();
    }
  } catch (cause) {
    throwIfCancelled(signal);
    const why = limit.aborted ? `no response within ${limitMs} ms` : messageOf(cause);
    throw new AcmeError("DNS_PROVIDER", `the DNS server cannot be reached at ${host}:${port}: ${why}`, {
      cause,
      reason: limit.aborted ? "slow" : "unreachable",
    });
  }
}

/** A length in two bytes, then the message (RFC 1035 section 4.2.2). */
async function readMessage(socket: Socket): Promise<Buffer> {
  let received = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    const end = received.length < 2 ? Number.POSITIVE_INFINITY : 2 + received.readUInt16BE(0);
    if (received.length >= end) return received.subarray(2, end);
  }
  throw new Error("the server closed the connection without a response");
}
