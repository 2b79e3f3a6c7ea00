import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { startVisitors, type Visit } from "../compare/load/visitors.mjs";

it("lets requests leave while more are due than the process can send", async () => {
  const server = createServer((request, response) => response.end(`${request.headers.host} old`));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const visits: Visit[] = [];
  try {
    await new Promise<void>((resolve) => {
      const visitors = startVisitors({
        port,
        domains: 10,
        perSecond: 10_000_000,
        seen: (visit) => {
          visits.push(visit);
          if (visits.length === 50) void visitors.finish().then(resolve);
        },
      });
    });

    expect(visits.filter(({ failure }) => failure !== undefined)).toEqual([]);
    expect(Math.max(...visits.map(({ lateMs }) => lateMs))).toBeGreaterThan(0);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
