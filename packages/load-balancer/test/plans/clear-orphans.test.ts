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
