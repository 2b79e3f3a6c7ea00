import { describe, expect, it } from "vitest";
import { numbersOf, seriesOf } from "../../../web/live/numbers.js";
import { type LiveEvent, type LiveState, NOTHING, reduce, SAMPLES } from "../../../web/live/state.js";
import { domain, tick } from "./values.js";

const [shop, pay] = [domain(1, "shop.example.com"), domain(2, "pay.example.com")];

function after(...events: readonly LiveEvent[]): LiveState {
  return events.reduce((state, event, index) => reduce(state, event, 1_000 + index), NOTHING);
}

function requestsOf(state: LiveState, pool: number) {
  return seriesOf(state, pool).map(({ requests }) => requests);
}

describe("connection", () => {
  it("is live with the first event, and lost while the stream is", () => {
    expect(NOTHING.connection).toBe("connecting");
    expect(after({ type: "open" })).toMatchObject({ connection: "live", receivedAt: 1_000 });
    const lost = after({ type: "open" }, { type: "lost" });
    expect(lost).toMatchObject({ connection: "lost", receivedAt: 1_000 });
    expect(reduce(lost, { type: "tick", data: tick(5_000, {}) }, 9_000)).toMatchObject({
      connection: "live",
      receivedAt: 9_000,
    });
  });

  it("forgets everything once the session has ended", () => {
    const state = after(
      { type: "domains", data: { set: [shop], gone: [] } },
      { type: "signed-out", data: {} },
    );
    expect(state).toEqual({ ...NOTHING, connection: "signed-out" });
  });
});

describe("domains", () => {
  it("changes some and drops others", () => {
    const changed = { ...shop, status: "down" } as const;
    const state = after(
      { type: "domains", data: { set: [shop, pay], gone: [] } },
      { type: "domains", data: { set: [changed], gone: [2] } },
    );
    expect([...state.domains.values()]).toEqual([changed]);
  });

  it("begins from scratch with each connection", () => {
    const state = after(
      { type: "domains", data: { set: [shop, pay], gone: [] } },
      { type: "open" },
      { type: "domains", data: { set: [pay], gone: [] } },
      { type: "domains", data: { set: [], gone: [] } },
    );
    expect([...state.domains.keys()]).toEqual([2]);
  });

  it("gives the next domain of a pool no past", () => {
    const state = after(
      { type: "past", data: [tick(1_000, { 1: 5, 2: 7 })] },
      { type: "domains", data: { set: [shop, pay], gone: [] } },
      { type: "domains", data: { set: [], gone: [1] } },
    );
    expect(numbersOf(state, 1)).toBeUndefined();
    expect(requestsOf(state, 1)).toEqual([null]);
    expect(requestsOf(state, 2)).toEqual([7]);
  });
});

describe("numbers", () => {
  it("repeats those of a pool that a tick leaves out", () => {
    const state = after(
      { type: "past", data: [tick(1_000, { 1: 5 }), tick(2_000, { 2: 1 })] },
      { type: "tick", data: tick(3_000, {}) },
    );
    expect(requestsOf(state, 1)).toEqual([5, 5, 5]);
    expect(requestsOf(state, 2)).toEqual([null, 1, 1]);
    expect(numbersOf(state, 1)).toMatchObject({ requests: 5, errors: 0, ms: 12, sessions: 3, queued: 0 });
    expect(numbersOf(state, 1)?.server(1)).toEqual({ requests: 5, sessions: 3 });
    expect(numbersOf(state, 1)?.server(9)).toBeUndefined();
    expect(numbersOf(state, 3)).toBeUndefined();
  });

  it("keeps two minutes, and what moved before them", () => {
    const ticks = Array.from({ length: SAMPLES + 30 }, (_, index) =>
      tick(index * 1_000, index === 0 ? { 1: 5 } : {}),
    );
    const state = after({ type: "past", data: ticks });
    expect(requestsOf(state, 1)).toEqual(Array(SAMPLES).fill(5));
  });

  it("has a gap where nothing was sampled, and where a rate is not known", () => {
    const state = after({
      type: "past",
      data: [tick(1_000, { 1: 5 }), tick(20_000, { 1: null }), tick(21_000, { 1: 6 })],
    });
    expect(seriesOf(state, 1)).toEqual([
      { at: 1_000, requests: 5, errors: 0, ms: 12 },
      { at: 2_000, requests: null, errors: null, ms: null },
      { at: 20_000, requests: null, errors: 0, ms: 12 },
      { at: 21_000, requests: 6, errors: 0, ms: 12 },
    ]);
  });

  it("replaces the past when the server sends it again", () => {
    const state = after(
      { type: "past", data: [tick(1_000, { 1: 5 })] },
      { type: "open" },
      { type: "past", data: [tick(9_000, { 1: 8 })] },
    );
    expect(seriesOf(state, 1).map(({ at }) => at)).toEqual([9_000]);
  });
});
