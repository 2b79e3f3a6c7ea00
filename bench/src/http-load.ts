import { once } from "node:events";
import { createConnection } from "node:net";
import { freePort, startHaproxy } from "@haproxy-mcp/test-haproxy";

const DEPTH = 50; // requests in flight on a connection
const CONNECTIONS = 4;

/** A backend that costs next to nothing: HAProxy itself. */
export async function startAnswering(): Promise<{ readonly port: number } & AsyncDisposable> {
  const port = await freePort();
  const haproxy = await startHaproxy({
    config: ({ runtimeSocket }) => `global
  stats socket ${runtimeSocket} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend answers
  bind 127.0.0.1:${port}
  http-request return status 200
`,
  });
  return { port, [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose]() };
}

/** Pipelined, so that the client is not measured. @param drawHost at random: repeated ones would measure HAProxy's cache */
export async function load(socketPath: string, requests: number, drawHost: () => string): Promise<void> {
  await Promise.all(
    Array.from({ length: CONNECTIONS }, () => pipeline(socketPath, requests / CONNECTIONS, drawHost)),
  );
}

async function pipeline(path: string, requests: number, drawHost: () => string): Promise<void> {
  const socket = createConnection({ path });
  const answers = new AnswerCounter();
  let sent = 0;
  const send = () => {
    const due = Math.min(requests, answers.count + DEPTH) - sent;
    if (due <= 0) return;
    sent += due;
    socket.write(Array.from({ length: due }, () => `GET / HTTP/1.1\r\nHost: ${drawHost()}\r\n\r\n`).join(""));
  };
  socket.on("data", (chunk) => {
    answers.read(chunk.toString("latin1"));
    if (answers.count === requests) socket.end();
    else send();
  });
  socket.once("connect", send);
  await once(socket, "close");
  if (answers.count !== requests)
    throw new Error(`only ${answers.count} of ${requests} requests got a response`);
}

/** Counts responses without a body. */
class AnswerCounter {
  count = 0;
  #rest = "";

  /** @throws if one has a status other than 200 */
  read(text: string): void {
    const parts = (this.#rest + text).split("\r\n\r\n");
    this.#rest = parts.pop() ?? "";
    const bad = parts.find((head) => !head.startsWith("HTTP/1.1 200 "));
    if (bad !== undefined) throw new Error(`unexpected response: ${bad}`);
    this.count += parts.length;
  }
}
