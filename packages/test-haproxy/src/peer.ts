import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A server on a TCP port of loopback. Its disposal ends it. */
export interface TestPeer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** A server on a UNIX socket. Its disposal ends it. */
export interface TestSocketPeer extends AsyncDisposable {
  readonly path: string;
}

/** A peer that misbehaves on purpose, which HAProxy itself can't. Only faults belong here. */
export function startPeer(onConnection: (socket: Socket) => void): Promise<TestPeer>;
export function startPeer(
  onConnection: (socket: Socket) => void,
  listen: { readonly path: string },
): Promise<TestSocketPeer>;
export async function startPeer(
  onConnection: (socket: Socket) => void,
  listen?: { readonly path: string },
): Promise<TestPeer | TestSocketPeer> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket.on("error", () => {}).on("close", () => open.delete(socket)));
    onConnection(socket);
  });
  server.listen(listen ?? { port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const dispose = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of open) socket.destroy();
    await closed;
  };
  if (listen !== undefined) return { path: listen.path, [Symbol.asyncDispose]: dispose };
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port, [Symbol.asyncDispose]: dispose };
}
