import { once } from "node:events";
import { createServer } from "node:http";
import type { Part } from "../lifecycle/run-parts.js";
import type { UpPorts } from "./options.js";

export const SAMPLE_HOST = "127.0.0.1";

/** Two small web servers that return their names, so that the first request gets a response. */
export const sampleBackends =
  ({ samplePorts }: UpPorts): Part =>
  async () => {
    const servers = samplePorts.map((port, i) =>
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
  };
