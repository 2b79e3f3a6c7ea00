import { expect, it } from "vitest";
import { createRestingPools, restsToKeep } from "../../src/journal/resting-pools.js";
import { fakeClock } from "../fake-clock.js";
import { journalOf } from "./journals.js";

const freedAt = (at: number, names = {}) =>
  journalOf(names, { rests: new Map([[5, { names: new Set(["a.test" as never]), at }]]) });

it("counts 60 s from the moment a pool was freed, and then no more", () => {
  const clock = fakeClock();
  const resting = createRestingPools(clock);
  const journal = freedAt(clock.now().getTime() - 20_000);
  const left = () => resting.of(journal).get(5)?.leftMs;
  expect(left()).toBe(40_000);
  clock.pass(39_999);
  expect(left()).toBe(1);
  clock.pass(1);
  expect(left()).toBeUndefined();
});

it.each([
  ["an hour back", -3_600_000],
  ["an hour forward", 3_600_000],
  ["to 1970", -1e12],
])("is neither longer nor shorter when the clock jumps while it counts: %s", (_, jump) => {
  const clock = fakeClock();
  const resting = createRestingPools(clock);
  const journal = freedAt(clock.now().getTime());
  expect(resting.of(journal).get(5)?.leftMs).toBe(60_000);
  clock.jump(jump);
  clock.pass(50_000);
  expect(resting.of(journal).get(5)?.leftMs).toBe(10_000);
  clock.pass(10_000);
  expect(resting.of(journal).size).toBe(0);
});

it("is 60 s at most where a pool was freed in the future", () => {
  const clock = fakeClock();
  expect(
    createRestingPools(clock)
      .of(freedAt(clock.now().getTime() + 1e9))
      .get(5)?.leftMs,
  ).toBe(60_000);
});

it("is over where names have the pool", () => {
  const clock = fakeClock();
  const journal = freedAt(clock.now().getTime(), { 5: ["b.test"] });
  expect(createRestingPools(clock).of(journal).size).toBe(0);
});

it("is written down until it is over", () => {
  const clock = fakeClock();
  const kept = (ageMs: number) => restsToKeep(freedAt(clock.now().getTime() - ageMs).rests, clock.now()).size;
  expect([kept(-1_000), kept(59_999), kept(60_000)]).toEqual([1, 1, 0]);
});
