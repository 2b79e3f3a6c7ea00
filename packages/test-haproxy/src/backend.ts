import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface BackendOptions {
  /** What it answers: the body, and the header `x-backend`. */
  readonly name: string;
  /** Default: 127.0.0.1. */
  readonly host?: "127.0.0.1" | "::1";
  /** Default: any free one. */
  readonly port?: number;
}

export interface TestBackend extends AsyncDisposable {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** Requests answered so far. */
  requests(): number;
}

/** An HTTP server that says who it is. */
export async function startBackend({
  name,
  host = "127.0.0.1",
  port = 0,
}: BackendOptions): Promise<TestBackend> {
  let requests = 0;
  const server = createServer((_request, response) => {
    requests++;
    response.setHeader("x-backend", name);
    response.end(name);
  }).listen(port, host);
  await once(server, "listening");
  return {
    name,
    ip: host,
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
