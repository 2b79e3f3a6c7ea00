import { describe, expect, it } from "vitest";
import { planAddDomain } from "../src/plans/add-domain.js";
import { planAddServer } from "../src/plans/add-server.js";
import { planAddServers } from "../src/plans/add-servers.js";
import { domain, groundOf, server, serversOf, slot, stateOf } from "./states.js";

const pools = { count: 3, slots: 4 };
const name = domain("api.test.com");
const drained = server("10.0.0.3", 80, 1, "drain");
const state = stateOf({
  "api.test.com": { pool: 1, servers: { 1: server("10.0.0.1", 8080), 3: drained } },
});
const ground = groundOf(state);
const at = (number: number | undefined, record = server("10.0.0.1", 8080)) => ({
  slot: number === undefined ? undefined : slot(number),
  server: record,
});

describe("CL4 an alias", () => {
  const alias = { domain: domain("www.test.com"), server: undefined, aliasOf: name, replace: false };

  it.each([
    ["a server", { server: server("10.0.0.9") }],
    ["the server that the other domain has", { server: server("10.0.0.1", 8080) }],
    ["several servers", { servers: [at(2, server("10.0.0.9"))] }],
    ["a server in place of an orphan's", { server: server("10.0.0.9"), replace: true }],
  ])("takes no server into the other domain's pool: %s", (_what, more) => {
    expect(() => planAddDomain(ground, pools, { ...alias, ...more })).toThrow(
      expect.objectContaining({ code: "ALIAS_WITH_SERVERS", field: "alias_of" }),
    );
  });

  it("of a domain that does not exist is refused for that first", () => {
    const wanted = { ...alias, aliasOf: domain("missing.test.com") };

    expect(() => planAddDomain(ground, pools, wanted)).toThrow(
      expect.objectContaining({ code: "DOMAIN_NOT_FOUND", field: "alias_of" }),
    );
  });
});

describe("CL19 servers that are added again", () => {
  const addressesOf = (planned: typeof state) =>
    [...serversOf(planned, 1)].map(([slot, { ip, port }]) => `${slot} ${ip}:${port}`);

  it("are done, in the slot that was asked for, beside new ones", () => {
    const wanted = [at(1), at(2, server("10.0.0.2"))];

    const first = planAddServers(ground, pools, name, wanted);
    const again = planAddServers(groundOf(first.state), pools, name, wanted);

    expect(first.result.servers.map(({ slot }) => slot)).toEqual([1, 2]);
    expect(first.result.unchanged).toMatchObject([{ slot: 1, ip: "10.0.0.1" }]);
    expect(again.result).toMatchObject({ unchanged: [{ slot: 1 }, { slot: 2 }], replaced: [] });
    expect(again.state).toEqual(first.state);
  });

  it("are done with no slot asked for, and each only once", () => {
    const wanted = [at(undefined), at(undefined)];

    const first = planAddServers(ground, pools, name, wanted);
    const again = planAddServers(groundOf(first.state), pools, name, wanted);

    expect(first.result.servers.map(({ slot }) => slot)).toEqual([1, 2]);
    expect(again.result.unchanged).toHaveLength(2);
    expect(again.state).toEqual(first.state);
  });

  it("are done one by one, too, also in a full pool", () => {
    const full = groundOf(stateOf({ "api.test.com": { pool: 1, servers: { 1: server("10.0.0.1", 8080) } } }));
    const one = { count: 1, slots: 1 };

    for (const number of [1, undefined]) {
      const { state, result } = planAddServer(full, one, { domain: name, ...at(number) });
      expect(result.previous).toEqual(result.server);
      expect(state).toEqual(full.state);
    }
  });

  it.each([
    ["another port", at(1, server("10.0.0.1", 8081)), "10.0.0.1:8080 weight 1 ready"],
    ["another weight", at(1, server("10.0.0.1", 8080, 5)), "10.0.0.1:8080 weight 1 ready"],
    ["a server that is draining", at(3, server("10.0.0.3")), "10.0.0.3:80 weight 1 draining"],
  ])("are refused with %s, and what the slot has is named", (_what, wanted, has) => {
    const slotted = `slot ${wanted.slot} already has ${has}`;
    const error = expect.objectContaining({ code: "SLOT_TAKEN", field: "servers[0].slot", message: slotted });

    expect(() => planAddServers(ground, pools, name, [wanted])).toThrow(error);
  });

  it("overwrite what is there with replace: the slot's server, or the one with the same address", () => {
    const wanted = [at(1, server("10.0.0.2")), at(undefined, server("10.0.0.3", 80, 7))];

    const { state: planned, result } = planAddServers(
      ground,
      pools,
      name,
      wanted.map((one) => ({ ...one, replace: true })),
    );

    expect(addressesOf(planned)).toEqual(["1 10.0.0.2:80", "3 10.0.0.3:80"]);
    expect(serversOf(planned, 1).get(slot(3))).toEqual(server("10.0.0.3", 80, 7));
    expect(result.replaced).toMatchObject([
      { slot: 1, ip: "10.0.0.1" },
      { slot: 3, state: "drain" },
    ]);
  });

  it("are refused when one call asks for a slot twice, also with replace", () => {
    const wanted = [at(2, server("10.0.0.2")), at(2, server("10.0.0.9"))];

    expect(() =>
      planAddServers(
        ground,
        pools,
        name,
        wanted.map((one) => ({ ...one, replace: true })),
      ),
    ).toThrow(expect.objectContaining({ code: "SLOT_TAKEN", field: "servers[1].slot" }));
  });
});
