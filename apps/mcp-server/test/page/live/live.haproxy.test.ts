import { expect, it } from "vitest";
import { startLive } from "./live-server.js";

const a = "a.example.test";

it("sends every part to a viewer that connects", async () => {
  await using served = await startLive({
    "domains.map": `${a} pool_1\n`,
    "servers.json": JSON.stringify({ [a]: { 1: { ip: "127.0.0.1", http_port: 1 } } }),
  });
  await served.services.loadBalancer.restore();
  using viewer = await served.look();

  expect(await viewer.seen("haproxy")).toMatchObject({ isUp: true, target: served.proxy.path });
  expect(await viewer.seen("domains")).toMatchObject({ set: [{ pool: 1, names: [a] }], gone: [] });
  expect(await viewer.seen("past")).toEqual([]);
  expect(await viewer.seen("tick")).toMatchObject({ pools: [[1, null, null, 0, 0, 0, [[1, null, 0]]]] });
  expect(await viewer.seen("findings")).toMatchObject({ findings: [], driftCount: 0 });
  expect(await viewer.seen("certificates")).toEqual([]);
  expect(await viewer.seen("changes")).toEqual([]);
  expect(viewer.head()).toMatch(/^HTTP\/1.1 200 OK\r\ncontent-type: text\/event-stream/);
});
