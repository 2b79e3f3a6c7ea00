import { request, startHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import {
  createRuntimeApiClient,
  disableFrontend,
  enableFrontend,
  help,
  setFrontendMaxConnections,
  setGlobalMaxConnections,
  showCliSockets,
  showEventSinks,
  showEvents,
  showInfo,
  showStartupLogs,
  showStat,
  waitConditions,
} from "../../src/index.js";
import { startRich } from "../haproxy.js";
import { rejected } from "../rejected.js";

it("disables a frontend, enables it, and bounds its connections", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const web = async () => (await client.execute(showStat({ proxy: "web", kinds: ["frontend"] })))[0];

  await client.execute(disableFrontend("web"));
  await client.execute(disableFrontend("web"));
  expect((await web())?.status).toMatch(/^(?:STOP|PAUSED)$/);
  await client.execute(enableFrontend("web"));
  await client.execute(enableFrontend("web"));
  expect((await web())?.status).toBe("OPEN");
  await client.execute(setFrontendMaxConnections("web", 77));
  expect((await web())?.raw.get("slim")).toBe("77");

  const results = await client.batch([
    disableFrontend("nope"),
    enableFrontend("nope"),
    setFrontendMaxConnections("nope", 1),
  ]);
  expect(results).toEqual(results.map(() => ({ ok: false, error: rejected("No such frontend") })));
});

it("bounds the connections of the whole process", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const before = (await client.execute(showInfo())).maxConnections;

  await client.execute(setGlobalMaxConnections(before - 1));
  expect((await client.execute(showInfo())).maxConnections).toBe(before - 1);
  await client.execute(setGlobalMaxConnections(0));
  expect((await client.execute(showInfo())).maxConnections).toBe(before);
});

it("lists the sockets and commands of this HAProxy", async () => {
  await using rich = await startRich();
  const { client, can } = rich;

  expect(await client.execute(showCliSockets())).toContainEqual({
    address: `unix@${rich.haproxy.runtimeSocket}`,
    level: "admin",
  });
  expect(await client.execute(help())).toContain("show info [desc|json|typed|float]*");
  const conditions = client.execute(waitConditions());
  if (can.waitServerRemovable) expect(await conditions).toContain("srv-removable");
  else await expect(conditions).rejects.toEqual(rejected("Unknown command"));
});

it("lists event sinks and their content", async () => {
  await using rich = await startRich();
  const { client, haproxy } = rich;
  await request({ socketPath: haproxy.httpSocket }, { host: "unknown.test" });

  expect(await client.execute(showEventSinks())).toContainEqual({
    name: "events",
    type: "buffer",
    dropped: 0,
    description: expect.any(String),
  });
  const events = await client.execute(showEvents("events"));
  expect(events).toEqual([expect.stringContaining("GET / HTTP/1.1")]);
  await expect(client.execute(showEvents("nope"))).rejects.toEqual(rejected("No such event sink"));
});

it("shows the warnings of HAProxy's start", async () => {
  await using quiet = await startRich();
  await using noisy = await startHaproxy({
    config: ({ runtimeSocket, httpSocket }) => `global
  stats socket ${runtimeSocket} level admin
frontend hasty
  mode http
  bind unix@${httpSocket}
`,
  });
  const client = createRuntimeApiClient({ address: { path: noisy.runtimeSocket } });

  expect(await quiet.client.execute(showStartupLogs())).not.toContain("frontend 'hasty'");
  expect(await client.execute(showStartupLogs())).toMatch(
    /^\[WARNING\] .*missing timeouts for frontend 'hasty'/m,
  );
});
