import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** From RFC 6455 section 1.3. */
const WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

export interface UpgradingBackend extends AsyncDisposable {
  readonly port: number;
  /** Headers of the last request. */
  lastHeaders(): IncomingHttpHeaders;
}

/** An HTTP server that returns the request's method, and one byte after another of what a WebSocket sends. */
export async function startUpgradingBackend(): Promise<UpgradingBackend> {
  let headers: IncomingHttpHeaders = {};
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    headers = request.headers;
    response.end(request.method);
  });
  server.on("upgrade", (request, socket: Socket) => {
    headers = request.headers;
    sockets.add(socket);
    const accept = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}${WEBSOCKET_GUID}`)
      .digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${request.headers.upgrade}\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on("error", () => {}).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    lastHeaders: () => headers,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
