import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A backend for tests. */
export interface BackendOptions {
  /** Its response: the body, and the header `x-backend`. */
  readonly name: string;
  /** An address of this machine, such as 127.0.0.5 where tests need several hosts. Default: 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default: a free port. */
  readonly port?: number | undefined;
}

/** An HTTP server that stands for an application, and remembers its requests. */
export interface TestBackend extends AsyncDisposable {
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** Number of requests so far. */
  requests(): number;
  /** Headers of the last request. */
  lastHeaders(): IncomingHttpHeaders;
  /** Releases the requests for `/held`, which wait for this. */
  release(): void;
}

/** An HTTP server that returns its name. */
export async function startBackend({
  name,
  host = "127.0.0.1",
  port = 0,
}: BackendOptions): Promise<TestBackend> {
  let requests = 0;
  let lastHeaders: IncomingHttpHeaders = {};
  const held: ServerResponse[] = [];
  const answer = (response: ServerResponse) => response.setHeader("x-backend", name).end(name);
  const server = createServer((request, response) => {
    requests++;
    lastHeaders = request.headers;
    if (request.url === "/held") held.push(response);
    else answer(response);
  }).listen(port, host);
  await once(server, "listening");
  return {
    name,
    ip: host,
    port: (server.address() as AddressInfo).port,
    requests: () => requests,
    lastHeaders: () => lastHeaders,
    release() {
      for (const response of held.splice(0)) answer(response);
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
