import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An application behind HAProxy, which a test can break. */
export interface Application extends AsyncDisposable {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** As the tools take it. */
  readonly address: { readonly ip: string; readonly http_port: number };
  /** Number of requests so far, without those of health checks. */
  requests(): number;
  /** Responds with this status from now on, to health checks, too. */
  respondWith(status: number): void;
  /** Requests for `/held` that wait for `release`. */
  held(): number;
  release(): void;
  /** Closes its port. */
  stop(): Promise<void>;
  /** Opens the same port again. */
  start(): Promise<void>;
}

export async function startApplication(name: string): Promise<Application> {
  let requests = 0;
  let status = 200;
  let server: Server | undefined;
  const held: ServerResponse[] = [];
  const respond = (response: ServerResponse) => response.writeHead(status, { "x-backend": name }).end(name);
  const listen = async (port: number) => {
    server = createServer((request, response) => {
      if (request.url !== "/health") requests++;
      if (request.url === "/held") held.push(response);
      else respond(response);
    }).listen(port, "127.0.0.1");
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    const stopped = server;
    server = undefined;
    if (stopped === undefined) return;
    const closed = once(stopped, "close");
    stopped.close();
    stopped.closeAllConnections();
    await closed;
  };
  const port = await listen(0);
  return {
    name,
    ip: "127.0.0.1",
    port,
    address: { ip: "127.0.0.1", http_port: port },
    requests: () => requests,
    respondWith(wanted) {
      status = wanted;
    },
    held: () => held.length,
    release() {
      for (const response of held.splice(0)) respond(response);
    },
    stop,
    async start() {
      await listen(port);
    },
    [Symbol.asyncDispose]: stop,
  };
}
