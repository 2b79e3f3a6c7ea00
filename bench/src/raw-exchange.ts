import { once } from "node:events";
import { createConnection } from "node:net";

/** The floor: connects, sends bytes, and reads to the end. @returns the number of received bytes */
export async function rawExchange(path: string, request: string): Promise<number> {
  let bytes = 0;
  const socket = createConnection({ path });
  socket.on("data", (chunk) => {
    bytes += chunk.length;
  });
  socket.once("connect", () => socket.write(request));
  await once(socket, "end");
  socket.destroy();
  return bytes;
}

/** The usual way of clients: a new connection for each command. */
export async function oneByOne(path: string, lines: readonly string[]): Promise<void> {
  for (const line of lines) await rawExchange(path, `${line}\n`);
}
