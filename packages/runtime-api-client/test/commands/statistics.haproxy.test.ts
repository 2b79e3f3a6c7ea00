import { request } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { clearCounters, showActivity, showErrors, showInfo, showStat, showVersion } from "../../src/index.js";
import { startRich } from "../haproxy.js";
import { rejected } from "../rejected.js";

it("shows typed rows of frontends, backends and servers, all or some of them", async () => {
  await using rich = await startRich();
  const { client, haproxy } = rich;
  await request({ socketPath: haproxy.httpSocket }, { host: "unknown.test" });

  const rows = await client.execute(showStat());
  expect(rows.find(({ kind, name }) => kind === "frontend" && name === "FRONTEND")).toMatchObject({
    proxy: "web",
    status: "OPEN",
    totalSessions: 1,
    totalRequests: 1,
  });
  expect(rows.find(({ kind, proxy }) => kind === "backend" && proxy === "pool")).toMatchObject({
    name: "BACKEND",
    queued: 0,
    backupServers: 0,
  });
  expect(rows.find(({ name }) => name === "checked")).toMatchObject({
    kind: "server",
    status: "MAINT",
    weight: 1,
    address: "127.0.0.1:1",
    raw: expect.any(Map),
  });
  expect(rows[0]?.raw.get("pxname")).toBe("web");

  const names = async (options: Parameters<typeof showStat>[0]) =>
    (await client.execute(showStat(options))).map(({ proxy, name }) => `${proxy}/${name}`);
  expect(await names({ kinds: ["frontend"] })).toEqual(["web/FRONTEND", "tls/FRONTEND"]);
  expect(await names({ proxy: "pool", kinds: ["server"], only: "no-maint" })).not.toContain("pool/plain");
  expect(await names({ proxy: "pool", kinds: ["server"], only: "up" })).not.toContain("pool/plain");
  expect(await names({ proxy: "pool", kinds: ["backend", "server"] })).toContain("pool/BACKEND");
  await expect(client.execute(showStat({ proxy: "nope" }))).rejects.toEqual(rejected("No such proxy"));
});

it("shows the process", async () => {
  await using rich = await startRich();
  const { client, can } = rich;

  const info = await client.execute(showInfo());
  expect(info).toMatchObject({ version: can.version, currentConnections: expect.any(Number) });
  expect(info.raw.get("Name")).toBe("HAProxy");
  expect(await client.execute(showVersion())).toBe(can.version);
  const activity = await client.execute(showActivity());
  expect(activity.get("loops")?.total).toBeGreaterThan(0);
  expect(activity.get("date_now")?.total).toBeGreaterThan(1.7e9);
});

it("shows requests that HAProxy could not parse", async () => {
  await using rich = await startRich();
  const { client, haproxy } = rich;
  expect(await client.execute(showErrors())).toEqual({ captured: 0, text: "" });

  await request({ socketPath: haproxy.httpSocket }, { host: "a.test", path: "/\u0001" }).catch(() => {});
  const { createConnection } = await import("node:net");
  const socket = createConnection(haproxy.httpSocket).end("GET / HTTP/1.1\r\nbad header\r\n\r\n");
  await new Promise((resolve) => socket.resume().on("close", resolve));

  const errors = await client.execute(showErrors({ proxy: "web" }));
  expect(errors.captured).toBe(1);
  expect(errors.text).toContain("bad header");
  await expect(client.execute(showErrors({ proxy: "nope" }))).rejects.toEqual(rejected("No such proxy"));
});

it("clears counters", async () => {
  await using rich = await startRich();
  const { client, haproxy } = rich;
  await request({ socketPath: haproxy.httpSocket }, { host: "unknown.test" });
  const web = async () => (await client.execute(showStat({ proxy: "web", kinds: ["frontend"] })))[0];

  await client.execute(clearCounters());
  expect(await web()).toMatchObject({ totalSessions: 1, maxSessions: 0 });
  await client.execute(clearCounters({ all: true }));
  expect(await web()).toMatchObject({ totalSessions: 0 });
});
