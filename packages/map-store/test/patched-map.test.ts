import fc from "fast-check";
import { expect, it } from "vitest";
import { differingKeys, type Patch, patchMap } from "../src/patched-map.js";

const LARGE: readonly (readonly [string, number])[] = Array.from({ length: 1_500 }, (_, number) => [
  `k${number}`,
  number,
]);
const KEYS: readonly string[] = ["k0", "k1", "k2", "k3", "k4", "n1", "n2"];
const key = fc.constantFrom(...KEYS);
const patch = fc.record({
  remove: fc.array(key, { maxLength: 4 }),
  set: fc.array(fc.tuple(key, fc.integer({ min: 0, max: 3 })), { maxLength: 4 }),
});

/** What a patch does to a copy. */
function copied(map: ReadonlyMap<string, number>, { remove = [], set = [] }: Patch<string, number>) {
  const copy = new Map(map);
  for (const name of remove) copy.delete(name);
  for (const [name, value] of set) copy.set(name, value);
  return copy;
}

it.each([
  ["large", LARGE],
  ["small", LARGE.slice(0, 5)],
])("gives what a copy would be, patch after patch, and leaves a %s map alone", (_what, entries) => {
  fc.assert(
    fc.property(fc.array(patch, { minLength: 1, maxLength: 4 }), (patches) => {
      let expected: ReadonlyMap<string, number> = new Map(entries);
      let patched: ReadonlyMap<string, number> = new Map(entries);
      for (const one of patches) {
        const [before, was] = [patched, [...patched]];
        expected = copied(expected, one);
        patched = patchMap(patched, one);
        expect([...before]).toEqual(was);
        expect([...patched]).toEqual([...expected]);
        expect([...patched.keys()]).toEqual([...expected.keys()]);
        expect([...patched.values()]).toEqual([...expected.values()]);
        expect(patched.size).toBe(expected.size);
        const each: [string, number][] = [];
        patched.forEach((value, name, map) => {
          expect(map).toBe(patched);
          each.push([name, value]);
        });
        expect(each).toEqual([...expected]);
        for (const name of ["k0", "k1", "k4", "n1", "n2", "x"]) {
          expect(patched.has(name)).toBe(expected.has(name));
          expect(patched.get(name)).toBe(expected.get(name));
        }
      }
    }),
  );
});

it("names the keys in which two maps differ, whatever both were made from", () => {
  fc.assert(
    fc.property(patch, patch, fc.boolean(), (one, other, related) => {
      const base = new Map(LARGE);
      const a = patchMap(base, one);
      const b = patchMap(related ? base : new Map(LARGE), other);
      const expected = KEYS.filter((name) => a.has(name) !== b.has(name) || a.get(name) !== b.get(name));

      expect([...differingKeys(a, b)].sort()).toEqual(expected);
      expect(differingKeys(a, a).size).toBe(0);
    }),
  );
});

it("is made anew once it differs in much", () => {
  const base = new Map(LARGE);
  const few = patchMap(base, { remove: LARGE.slice(0, 500).map(([name]) => name) });
  const much = patchMap(few, { remove: LARGE.slice(500, 1_400).map(([name]) => name) });

  expect(few).not.toBeInstanceOf(Map);
  expect(much).toBeInstanceOf(Map);
  expect(much.size).toBe(100);
});
