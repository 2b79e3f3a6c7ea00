import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { UserError } from "../program/user-error.js";

/**
 * Stops a second `haproxy-mcp up` from using the same folder, where it would end the first one's HAProxy. The claim is a
 * listening socket, so it ends with the process in any case.
 *
 * @throws UserError if another process has the folder
 */
export async function claimFolder(folder: string, claimSocket: string): Promise<AsyncDisposable> {
  if (await isListenedOn(claimSocket)) {
    throw new UserError(`the data folder ${folder} is in use by another haproxy-mcp up; stop that one first`);
  }
  await rm(claimSocket, { force: true });
  const server = createServer((socket) => socket.destroy()).listen(claimSocket);
  await once(server, "listening");
  return {
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

async function isListenedOn(path: string): Promise<boolean> {
  const socket = createConnection({ path });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
