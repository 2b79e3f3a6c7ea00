import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServerRow } from "../../../src/page/model.js";
import { drainProgress } from "../../../web/actions/drain-progress.js";
import { changedServer, describeLoad, loadAfter, sharesOf } from "../../../web/actions/load.js";

function server(slot: number, more: Partial<ServerRow> = {}): ServerRow {
  return {
    slot,
    name: `pool_1_${slot}`,
    ip: `203.0.113.${slot}`,
    port: 80,
    weight: 1,
    state: "ready",
    status: "UP",
    ...more,
  };
}

const numbers = (...rates: readonly (number | null)[]) =>
  new Map(rates.map((rate, index) => [index + 1, { rate, sessions: 10 * (index + 1) }] as const));

/** The load after a change of the server in slot 1. */
function after(
  servers: readonly ServerRow[],
  change: Partial<ServerRow>,
  rates = numbers(...servers.map(() => 30)),
) {
  const then = servers.map((one) => (one.slot === 1 ? changedServer(one, change) : one));
  return loadAfter(servers, then, rates);
}

describe("shares", () => {
  it("follow the weights of the servers that get requests", () => {
    const servers = [
      server(1, { weight: 3 }),
      server(2),
      server(3, { status: "DOWN", weight: 50 }),
      server(4, { state: "drain" }),
    ];

    expect([...sharesOf(servers)]).toEqual([
      [1, 75],
      [2, 25],
      [3, 0],
      [4, 0],
    ]);
  });

  it("add up to 100 where a server gets requests", () => {
    const one = fc.record({
      weight: fc.integer({ min: 0, max: 256 }),
      state: fc.constantFrom("ready" as const, "drain" as const, "maint" as const),
      status: fc.constantFrom("UP", "DOWN", "CHECKING", "NO CHECK", "MAINT"),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), (all) => {
        const sum = [...sharesOf(all.map((more, slot) => server(slot, more))).values()].reduce(
          (left, right) => left + right,
          0,
        );
        expect(Math.abs(sum - 100) < 1e-6 || sum === 0).toBe(true);
      }),
    );
  });
});

describe("who carries the load then", () => {
  it("counts the rest, its sessions and its growth", () => {
    const load = after([server(1), server(2), server(3)], { state: "drain" });

    expect(load).toMatchObject({ before: 3, after: 2, total: 3, sessions: 10, isLast: false });
    expect(load.growth).toBeCloseTo(50);
    expect(load.rates).toEqual([
      { slot: 2, now: 30, after: 45 },
      { slot: 3, now: 30, after: 45 },
    ]);
    expect(describeLoad(load, false)).toEqual([
      "2 of 3 servers are in service then, each with about +50 % requests.",
      "10 open sessions can finish.",
    ]);
  });

  it("says what maintenance cuts", () => {
    expect(describeLoad(after([server(1), server(2)], { state: "maint" }), true)).toEqual([
      "1 of 2 servers is in service then, with about +100 % requests.",
      "10 open sessions may be cut.",
    ]);
  });

  it("sees the last one go, by a state, a weight of 0 or a removal", () => {
    const servers = [server(1), server(2, { status: "DOWN" })];

    for (const change of [{ state: "drain" }, { state: "maint" }, { weight: 0 }] as const)
      expect(after(servers, change).isLast).toBe(true);
    expect(loadAfter(servers, servers.slice(1), numbers(30, 0)).isLast).toBe(true);
    expect(describeLoad(after(servers, { state: "drain" }), false)[0]).toContain("users get 503");
  });

  it("does not call a server the last one that gets no requests already", () => {
    const load = after([server(1, { status: "DOWN" })], { state: "drain" });

    expect(load.isLast).toBe(false);
    expect(describeLoad(load, false)).toEqual(["No server is in service now, and none will be."]);
  });

  it("shrinks the others when one comes back", () => {
    const load = after(
      [server(1, { state: "drain", status: "DRAIN" }), server(2)],
      { state: "ready" },
      numbers(0, 60),
    );

    expect(load.growth).toBeCloseTo(-50);
    expect(load.rates).toEqual([
      { slot: 1, now: 0, after: 30 },
      { slot: 2, now: 60, after: 30 },
    ]);
    expect(describeLoad(load, false)).toEqual([
      "2 of 2 servers are in service then; the others get about −50 % requests.",
    ]);
  });

  it("gives no rates that are not known", () => {
    expect(after([server(1), server(2)], { state: "drain" }, numbers(null, 30)).rates).toEqual([
      { slot: 2, now: 30, after: null },
    ]);
  });

  it("has no one growth where a weight changes", () => {
    const load = after([server(1), server(2)], { weight: 3 });

    expect(load.growth).toBeUndefined();
    expect(describeLoad(load, false)).toEqual([]);
  });
});

describe("the progress of a drain", () => {
  it("counts down from the most sessions since it began", () => {
    expect(drainProgress([])).toEqual({ done: 0, text: "" });
    expect(drainProgress([8, 12, 9])).toEqual({ left: 9, done: 25, text: "9 sessions left" });
    expect(drainProgress([12, 1]).text).toBe("1 session left");
    expect(drainProgress([12, 0])).toEqual({ left: 0, done: 100, text: "drained: safe to stop" });
    expect(drainProgress([0])).toEqual({ left: 0, done: 100, text: "drained: safe to stop" });
  });
});
