import { expect, it } from "vitest";
import { planClearOrphans } from "../../src/plans/clear-orphans.js";
import { domain, server, slot, stateOf } from "../states.js";

const orphan = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => [domain(`o${i}.test.com`), new Map([[slot(1), server("10.0.0.9")]])] as const,
  );

it("clears what one crash leaves, and keeps the rest", () => {
  const state = stateOf({ "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1") } } });
  const crashed = { ...state, servers: new Map([...state.servers, ...orphan(1)]) };

  const { state: planned, result } = planClearOrphans(crashed);

  expect(result).toEqual(["o0.test.com"]);
  expect(planned).toEqual(state);
});

it("clears the one orphan of an installation with no domain yet", () => {
  const state = { ...stateOf({}), servers: new Map(orphan(1)) };

  expect(planClearOrphans(state).result).toHaveLength(1);
});

it("takes more orphans than domains for a lost map file, and deletes nothing", () => {
  const state = { ...stateOf({}), servers: new Map(orphan(2)) };

  expect(() => planClearOrphans(state)).toThrow(expect.objectContaining({ code: "STATE_TOO_SMALL" }));
});

it("keeps one of the copies that a crash leaves when servers go over to another name, and what differs", () => {
  const whole = stateOf({
    "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1"), 2: server("10.0.0.2") } },
    "b.test.com": { pool: 1 },
    "c.test.com": { pool: 2, servers: { 1: server("10.0.0.1") } },
  });
  const copied = new Map([...(whole.servers.get(domain("a.test.com")) ?? [])]);
  const byHand = new Map([...copied, [slot(2), server("10.0.0.9")] as const]);

  expect(
    planClearOrphans({ ...whole, servers: new Map([...whole.servers, [domain("b.test.com"), copied]]) }).state
      .servers,
  ).toEqual(new Map([...whole.servers, [domain("b.test.com"), new Map()]]));
  expect(
    planClearOrphans({
      ...whole,
      servers: new Map([...whole.servers, [domain("b.test.com"), byHand]]),
    }).state.servers.get(domain("b.test.com")),
  ).toEqual(new Map([[2, server("10.0.0.9")]]));
});
