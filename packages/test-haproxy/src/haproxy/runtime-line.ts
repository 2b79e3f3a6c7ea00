import { createConnection } from "node:net";
import { text } from "node:stream/consumers";

const LIMIT_MS = 5_000;

/** Sends one raw line to a Runtime API socket; returns the whole response. Independent of our own client. */
export async function runtimeLine(path: string, line: string): Promise<string> {
  const socket = createConnection({ path, signal: AbortSignal.timeout(LIMIT_MS) });
  socket.write(`${line}\n`);
  return text(socket);
}
