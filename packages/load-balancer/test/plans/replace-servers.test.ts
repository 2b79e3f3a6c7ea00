import type { DesiredState } from "@haproxy-mcp/map-store";
import { expect, it } from "vitest";
import { planRollBack, planStage, planSwitch } from "../../src/plans/replace-servers.js";
import { domain, groundOf, server, serversOf, slot, stateOf } from "../states.js";

const pools = { count: 3, slots: 4 };
const name = domain("a.test.com");
const [old, kept, next] = [server("10.0.0.1"), server("10.0.0.2"), server("10.0.0.3")];
const heavier = server("10.0.0.2", 80, 5);
const before = withServers({ 1: old, 2: kept });

function withServers(servers: Readonly<Record<number, ReturnType<typeof server>>>): DesiredState {
  return stateOf({ "a.test.com": { pool: 1, servers } });
}

/** What is in the slots after the first step, in which `kept` gets another weight. */
function stage() {
  const wanted = { domain: name, servers: [heavier, next], slots: undefined };
  return planStage(groundOf(before), pools, wanted);
}

const draining = (one: ReturnType<typeof server>) => ({ ...one, state: "drain" as const });

it("switches to new servers that another client left where they were, and keeps a state that it set", () => {
  const { result } = stage();
  const state = withServers({ 1: old, 2: draining(kept), 3: draining(next) });

  const { state: switched } = planSwitch(groundOf(state), result);

  expect([...serversOf(switched, 1)]).toEqual([
    [1, draining(old)],
    [2, draining(heavier)],
    [3, next],
  ]);
});

it.each([
  ["a new server", { 1: old, 2: kept }],
  ["a server that stays", { 1: old, 3: draining(next) }],
])("switches nothing when another client removed %s", (_what, servers) => {
  const { result } = stage();

  expect(() => planSwitch(groundOf(withServers(servers)), result)).toThrow(
    expect.objectContaining({ code: "SLOT_EMPTY" }),
  );
});

const others = { 1: { ...old, state: "maint" as const }, 2: kept, 4: server("10.0.0.4") };

it.each([
  ["after the first step", { 1: old, 2: kept, 3: draining(next) }, { 1: old, 2: kept }],
  ["after the switch", { 1: draining(old), 2: heavier, 3: next }, { 1: old, 2: kept }],
  ["except what another client set and added", { ...others, 3: next }, others],
  ["except what another client removed", { 2: kept, 3: next }, { 2: kept }],
])("rolls everything back %s", (_what, servers, expected) => {
  const { state } = planRollBack(groundOf(withServers(servers)), stage().result);

  expect([...serversOf(state, 1)].sort()).toEqual([...serversOf(withServers(expected), 1)].sort());
});

it("rolls back the pool that another name still uses", () => {
  const state = stateOf({ "b.test.com": { pool: 1, servers: { 1: old, 3: draining(next) } } });

  const { state: back } = planRollBack(groundOf(state), stage().result);

  expect([...serversOf(back, 1).keys()]).toEqual([slot(1)]);
});
