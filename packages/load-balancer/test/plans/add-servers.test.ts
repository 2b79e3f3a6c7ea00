import { expect, it } from "vitest";
import { planAddServers } from "../../src/plans/add-servers.js";
import { domain, groundOf, server, serversOf, slot, stateOf } from "../states.js";

const pools = { count: 3, slots: 4 };
const name = domain("a.test.com");
const state = stateOf({ "a.test.com": { pool: 1, servers: { 2: server("10.0.0.2") } } });
const wanted = (ip: string, number?: number) => ({
  slot: number === undefined ? undefined : slot(number),
  server: server(ip),
});

it("gives slots that were asked for first, then the free ones, and keeps the order of the input", () => {
  const { state: planned, result } = planAddServers(groundOf(state), pools, name, [
    wanted("10.0.0.10"),
    wanted("10.0.0.11"),
    wanted("10.0.0.12", 1),
  ]);

  expect(result.servers.map(({ slot, ip }) => [slot, ip])).toEqual([
    [3, "10.0.0.10"],
    [4, "10.0.0.11"],
    [1, "10.0.0.12"],
  ]);
  expect([...serversOf(planned, 1).keys()].sort()).toEqual([1, 2, 3, 4]);
});

it.each([
  ["a slot that is taken", [wanted("::1"), wanted("::2", 2)], "SLOT_TAKEN", "servers[1].slot"],
  ["one slot twice", [wanted("::1", 1), wanted("::2"), wanted("::3", 1)], "SLOT_TAKEN", "servers[2].slot"],
  ["a slot beyond the pool", [wanted("::1", 5)], "SLOT_OUT_OF_RANGE", "servers[0].slot"],
  [
    "more than there is room for",
    [wanted("::1"), wanted("::2"), wanted("::3"), wanted("::4")],
    "NO_FREE_SLOT",
    "servers[3]",
  ],
])("refuses %s, and says which", (_what, servers, code, field) => {
  expect(() => planAddServers(groundOf(state), pools, name, servers)).toThrow(
    expect.objectContaining({ code, field }),
  );
});

it("refuses an unknown domain as such", () => {
  const unknown = () => planAddServers(groundOf(state), pools, domain("x.test.com"), [wanted("::1")]);

  expect(unknown).toThrow(expect.objectContaining({ code: "DOMAIN_NOT_FOUND", field: "domain" }));
});
