import { once } from "node:events";
import { createServer } from "node:http";

export const SAMPLE_HOST = "127.0.0.1";

/** Two small web servers that say who they are, so that the first request has somebody to answer it. */
export async function startSampleBackends(ports: readonly number[]): Promise<AsyncDisposable> {
  const servers = ports.map((port, i) =>
    createServer((_request, response) => {
      response.setHeader("content-type", "text/plain");
      response.end(`Hello from sample backend ${i + 1} on port ${port}\n`);
    }).listen({ host: SAMPLE_HOST, port }),
  );
  await Promise.all(servers.map((server) => once(server, "listening")));
  return {
    async [Symbol.asyncDispose]() {
      await Promise.all(
        servers.map(async (server) => {
          const closed = once(server, "close");
          server.close();
          server.closeAllConnections();
          await closed;
        }),
      );
    },
  };
}
