import { once } from "node:events";
import { createConnection } from "node:net";
import { expect, it } from "vitest";
import {
  clearTable,
  setTable,
  showSession,
  showSessions,
  showTable,
  showTables,
  shutdownSession,
} from "../../src/index.js";
import { startRich } from "../haproxy.js";
import { rejected } from "../rejected.js";

it("shows a session, and ends it", async () => {
  await using rich = await startRich();
  const { client, haproxy } = rich;
  const socket = createConnection(haproxy.httpSocket);
  socket.write("POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9\r\n\r\n");
  const ended = once(socket.resume(), "close");
  const ours = async () => (await client.execute(showSessions())).find(({ frontend }) => frontend === "web");
  while ((await ours()) === undefined);

  const session = await ours();
  if (session === undefined) throw new Error("no session");
  expect(session).toMatchObject({ protocol: "unix_stream", frontend: "web", backend: "pool" });
  expect(await client.execute(showSession(session.id))).toContain("frontend=web");
  await client.execute(shutdownSession(session.id));
  await ended;

  await expect(client.execute(showSession("0x1"))).rejects.toEqual(rejected("Session not found"));
  await expect(client.execute(shutdownSession("0x1"))).rejects.toEqual(rejected("No such session"));
});

it("reads, writes and clears a stick-table", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const keys = async (filter?: Parameters<typeof showTable>[1]) =>
    (await client.execute(showTable("clients", filter))).entries.map(({ key }) => key);

  await client.execute(setTable("clients", "one", { gpc0: 1, http_req_cnt: 5 }));
  await client.execute(setTable("clients", "two words; \\", { gpc0: 2 }));
  await client.execute(setTable("clients", "three"));
  expect(await client.execute(showTables())).toEqual([
    { name: "clients", type: "string", size: 1024, used: 3 },
  ]);
  const table = await client.execute(showTable("clients", { key: "one" }));
  expect(table.entries).toEqual([
    {
      id: expect.stringMatching(/^0x/),
      key: "one",
      uses: 0,
      expiresInMs: expect.any(Number),
      data: new Map([
        ["gpc0", "1"],
        ["http_req_cnt", "5"],
        ["http_req_rate(10000)", "0"],
      ]),
    },
  ]);
  expect((await keys()).sort()).toEqual(["one", "three", "two words; \\"]);
  expect(await keys({ data: "gpc0", operator: "gt", value: 1 })).toEqual(["two words; \\"]);

  await client.execute(clearTable("clients", { data: "gpc0", operator: "eq", value: 2 }));
  await client.execute(clearTable("clients", { key: "one" }));
  expect(await keys()).toEqual(["three"]);
  await client.execute(clearTable("clients"));
  expect(await keys()).toEqual([]);
});

it("refuses what the table does not have", async () => {
  await using rich = await startRich();

  const results = await rich.client.batch([
    setTable("clients", "x", { bogus: 1 }),
    showTable("nope"),
    clearTable("nope"),
    setTable("nope", "x"),
  ]);

  const reasons = ["Unknown data type", "No such table", "No such table", "No such table"];
  expect(results).toEqual(reasons.map((reason) => ({ ok: false, error: rejected(reason) })));
});
