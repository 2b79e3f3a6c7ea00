import { describe, expect, it } from "vitest";
import {
  addServer,
  delServer,
  disableAgent,
  disableHealth,
  disableServer,
  enableAgent,
  enableHealth,
  enableServer,
  type RuntimeCommand,
  setServerAddress,
  setServerAgent,
  setServerCheckPort,
  setServerFqdn,
  setServerHealth,
  setServerSsl,
  setServerState,
  setServerWeight,
  showBackends,
  showServersConnections,
  showServersState,
  showStat,
  shutdownServerSessions,
  waitServerRemovable,
} from "../../../src/index.js";
import { type Rich, startRich } from "../../haproxy.js";
import { rejected } from "../../rejected.js";

const server = (name: string) => ({ backend: "pool", server: name });

async function stateOf({ client }: Rich, name: string) {
  return (await client.execute(showServersState("pool"))).find((row) => row.server === name);
}

async function statOf({ client }: Rich, name: string) {
  const rows = await client.execute(showStat({ proxy: "pool", kinds: ["server"] }));
  return rows.find((row) => row.name === name);
}

it("sets address, weight and administrative state", async () => {
  await using rich = await startRich();
  const { client } = rich;

  await client.execute(setServerAddress({ ...server("slot_1"), address: "2001:db8::1", port: 8080 }));
  await client.execute(setServerWeight({ ...server("slot_1"), weight: 42 }));
  await client.execute(setServerState({ ...server("slot_1"), state: "drain" }));
  expect(await stateOf(rich, "slot_1")).toMatchObject({
    address: "2001:db8::1",
    port: 8080,
    weight: 42,
    adminState: 12,
  });

  await client.execute(disableServer(server("slot_1")));
  expect((await stateOf(rich, "slot_1"))?.adminState).toBe(5);
  await client.execute(enableServer(server("slot_1")));
  expect((await stateOf(rich, "slot_1"))?.adminState).toBe(4);
});

it("sets the results of checks and agents", async () => {
  await using rich = await startRich();
  const { client } = rich;
  await client.execute(enableServer(server("plain")));

  await client.execute(setServerHealth({ ...server("plain"), health: "down" }));
  expect(await statOf(rich, "plain")).toMatchObject({ status: "DOWN" });
  await client.execute(setServerHealth({ ...server("plain"), health: "up" }));
  await client.execute(setServerHealth({ ...server("plain"), health: "stopping" }));
  expect((await statOf(rich, "plain"))?.status).toMatch(/^NOLB|^no check|^UP/);
  await client.execute(setServerAgent({ ...server("agent"), agent: "down" }));
  expect((await statOf(rich, "agent"))?.status).toContain("DOWN");
  await client.execute(setServerAgent({ ...server("agent"), agent: "up" }));
});

it("turns checks and agents off and on", async () => {
  await using rich = await startRich();
  const { client } = rich;
  /** Bit 2 of the check's state: enabled. */
  const states = async () => {
    const row = await stateOf(rich, "agent");
    return [row?.checkState, row?.agentState].map((bits) => ((bits ?? 0) & 4) !== 0);
  };

  expect(await states()).toEqual([true, true]);
  await client.execute(disableHealth(server("agent")));
  await client.execute(disableAgent(server("agent")));
  expect(await states()).toEqual([false, false]);
  await client.execute(enableHealth(server("agent")));
  await client.execute(enableAgent(server("agent")));
  expect(await states()).toEqual([true, true]);
});

it("sets the port of checks, the name and TLS", async () => {
  await using rich = await startRich();
  const { client } = rich;

  await client.execute(setServerCheckPort({ ...server("checked"), port: 8081 }));
  await client.execute(setServerFqdn({ ...server("named"), fqdn: "second.invalid" }));
  await client.execute(setServerFqdn({ ...server("named"), fqdn: "second.invalid" }));
  await client.execute(setServerSsl({ ...server("secure"), ssl: false }));

  expect(await stateOf(rich, "checked")).toMatchObject({ checkPort: 8081 });
  expect(await stateOf(rich, "named")).toMatchObject({ fqdn: "second.invalid" });
  expect(await stateOf(rich, "secure")).toMatchObject({ usesSsl: false });
  await client.execute(setServerSsl({ ...server("secure"), ssl: true }));
  expect(await stateOf(rich, "secure")).toMatchObject({ usesSsl: true });
});

it("adds a server, on IPv6 too, and deletes it", async () => {
  await using rich = await startRich();
  const { client, can } = rich;
  const names = async () => (await client.execute(showServersState("pool"))).map((row) => row.server);

  await client.execute(addServer({ ...server("new4"), address: "127.0.0.1", port: 8001 }));
  await client.execute(
    addServer({ ...server("new6"), address: "::1", port: 8002, options: ["check", "weight", "7"] }),
  );
  expect(await stateOf(rich, "new4")).toMatchObject({ address: "127.0.0.1", port: 8001, adminState: 1 });
  expect(await stateOf(rich, "new6")).toMatchObject({ address: "::1", port: 8002, weight: 7 });
  await client.execute(enableServer(server("new4")));
  await expect(client.execute(delServer(server("new4")))).rejects.toEqual(
    rejected("Only servers in maintenance mode can be deleted."),
  );
  await client.execute(disableServer(server("new4")));
  if (can.waitServerRemovable) await client.execute(waitServerRemovable(server("new4"), 1_000));
  await client.execute(delServer(server("new4")));

  expect(await names()).toContain("new6");
  expect(await names()).not.toContain("new4");
});

it("waits for a server to become removable if HAProxy can", async () => {
  await using rich = await startRich();
  const { client, can } = rich;
  const wait = client.execute(waitServerRemovable(server("secure"), 50));

  await expect(wait).rejects.toEqual(rejected(can.waitServerRemovable ? "Failed." : "Unknown command"));
});

it("shows connections and backends, and ends sessions", async () => {
  await using rich = await startRich();
  const { client } = rich;

  const connections = await client.execute(showServersConnections("pool"));
  expect(connections[0]).toMatchObject({ backend: "pool", server: "plain", used: 0, idle: 0 });
  expect(connections[0]?.raw.get("port")).toBe("1");
  expect((await client.execute(showServersConnections())).length).toBe(connections.length);
  expect(await client.execute(showBackends())).toEqual(["pool", "clients"]);
  expect(await client.execute(shutdownServerSessions(server("plain")))).toBeUndefined();
});

describe("a refusal", () => {
  const cases: readonly [string, RuntimeCommand<unknown>, string][] = [
    ["no agent", setServerAgent({ ...server("plain"), agent: "up" }), "agent checks are not enabled"],
    ["no agent to enable", enableAgent(server("plain")), "Agent was not configured"],
    ["no check to enable", enableHealth(server("plain")), "Health check was not configured"],
    ["no check", setServerCheckPort({ ...server("plain"), port: 81 }), "health checks are not enabled"],
    ["no resolvers", setServerFqdn({ ...server("plain"), fqdn: "x.invalid" }), "no resolution is configured"],
    ["no TLS", setServerSsl({ ...server("plain"), ssl: true }), "cannot be set"],
    [
      "a family without a start",
      setServerAddress({ ...server("nope"), address: "::1", port: 1 }),
      "No such server",
    ],
    ["no such server", shutdownServerSessions(server("nope")), "No such server"],
    ["no such server to delete", delServer(server("nope")), "No such server"],
    ["a name that is taken", addServer({ ...server("plain"), address: "::1", port: 1 }), "Already exists"],
    [
      "an unknown option",
      addServer({ ...server("x"), address: "::1", port: 1, options: ["bogus"] }),
      "unknown keyword",
    ],
    ["no such backend", addServer({ backend: "x", server: "y", address: "::1", port: 1 }), "No such backend"],
    ["no such backend to show", showServersConnections("nope"), "Can't find backend"],
  ];

  it("has HAProxy's own words, whatever its severity", async () => {
    await using rich = await startRich();

    const results = await rich.client.batch(cases.map(([, command]) => command));

    expect(results).toEqual(cases.map(([, , reason]) => ({ ok: false, error: rejected(reason) })));
  });
});
