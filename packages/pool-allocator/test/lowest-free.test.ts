import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowestFreePool, lowestFreeSlot } from "../src/index.js";

describe.each([
  ["lowestFreePool", lowestFreePool, (highest: number) => ({ count: highest, slots: 1 })],
  ["lowestFreeSlot", lowestFreeSlot, (highest: number) => ({ count: 1, slots: highest })],
] as const)("%s", (_name, lowestFree, rangeOf) => {
  it.each([
    [3, [], 1],
    [3, [1], 2],
    [3, [2, 3], 1],
    [3, [1, 3], 2],
    [3, [1, 2, 3], undefined],
    [1, [1], undefined],
    [3, [0, -1, 4, 99], 1],
  ])("of %d with %j in use is %s", (highest, used, free) => {
    expect(lowestFree(rangeOf(highest), new Set(used))).toBe(free);
  });

  it("is free, in range and the lowest; none exactly when all are in use", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.uniqueArray(fc.integer({ min: -5, max: 60 })),
        (highest, used) => {
          const inUse = new Set(used);
          const range = Array.from({ length: highest }, (_, i) => i + 1);
          expect(lowestFree(rangeOf(highest), inUse)).toBe(range.find((number) => !inUse.has(number)));
        },
      ),
    );
  });
});
