import { expect, it } from "vitest";
import { domain } from "../../src/contract/harness.js";
import { afterEntry } from "../../src/journal/apply-entry.js";
import { crashLeftovers } from "../../src/journal/crash-leftovers.js";
import { committed, isOurs, outcomeOf, tookEffect } from "../../src/journal/took-effect.js";
import { entryOf, journalOf } from "./journals.js";

const A = domain("a.test");

it("dates a name that left its pool, with the generation that the pool had", () => {
  const journal = journalOf({ 1: ["a.test", "b.test"] }, { generations: new Map([[1, 4]]) });
  const after = afterEntry(journal, entryOf({ 1: "-a.test" }, { at: 7 }), true, 9);
  expect([...after.former]).toEqual([[A, { pool: 1, generation: 4, at: 7 }]]);
  expect(afterEntry(after, entryOf({ 1: "+a.test" }), true).former.size).toBe(0);
  expect(afterEntry(after, entryOf({ 2: "+a.test" }), true).former.get(A)?.pool).toBe(1);
});

it.each([
  ["the first names of a pool", {}, "+a.test", 1],
  ["another name in place of the last", { 1: ["b.test"] }, "+a.test -b.test", 1],
  ["a name beside one that stays", { 1: ["b.test"] }, "+a.test", undefined],
  ["a name that goes", { 1: ["b.test", "c.test"] }, "-b.test", undefined],
])("counts as another generation only when none stays: %s", (_, names, change, expected) => {
  expect(afterEntry(journalOf(names), entryOf({ 1: change }), true).generations.get(1)).toBe(expected);
});

it("lets a pool rest that no name has any more, and one that an attempt was made on", () => {
  const resting = (names: Record<number, string[]>, change: string, took: boolean) => [
    ...afterEntry(journalOf(names), entryOf({ 1: change }), took, 7).rests,
  ];
  const rest = [1, { names: new Set(["a.test"]), at: 7 }];
  expect(resting({ 1: ["a.test"] }, "-a.test", true)).toEqual([rest]);
  expect(resting({}, "+a.test", false)).toEqual([rest]);
  expect(resting({ 1: ["a.test", "b.test"] }, "-a.test", true)).toEqual([]);
  expect(resting({ 1: ["b.test"] }, "+a.test", false)).toEqual([]);
  expect(resting({ 1: ["a.test"] }, "-a.test", false)).toEqual([]);
  const freed = afterEntry(journalOf({ 1: ["a.test"] }), entryOf({ 1: "-a.test" }), true);
  expect(afterEntry(freed, entryOf({ 1: "+b.test" }), true).rests.size).toBe(0);
});

it("forgets the names that left first where more than 10,000 did", () => {
  const names = Array.from({ length: 10_002 }, (_, index) => `d${index}.test`);
  const gone = names.map((name) => `-${name}`).join(" ");
  const { former } = afterEntry(journalOf({ 1: names }), entryOf({ 1: gone }), true);
  expect([former.size, former.has(domain("d1.test")), former.has(domain("d2.test"))]).toEqual([
    10_000,
    false,
    true,
  ]);
});

it("copies no trace of 10,000 names for one that none of them is", () => {
  const journal = journalOf({}, { former: new Map([[A, { pool: 3, generation: 0, at: 0 }]]) });
  expect(afterEntry(journal, entryOf({ 1: "+b.test" }), true).former).toBe(journal.former);
});

it("takes effect by the revision of the files, else by the names of the map", () => {
  const entry = entryOf({ 1: "+a.test", 2: "-b.test" });
  const pools = (names: Record<number, string[]>) => journalOf(names).names;
  expect(tookEffect(entry, "r1", pools({}))).toBe(true);
  expect(tookEffect(entry, "r0", pools({ 1: ["a.test"] }))).toBe(false);
  expect(tookEffect(entry, "r9", pools({ 1: ["a.test"] }))).toBe(true);
  expect(tookEffect(entry, "r9", pools({ 1: ["a.test"], 2: ["b.test"] }))).toBe(false);
  expect(tookEffect(entry, "r9", pools({ 2: ["c.test"] }))).toBe(false);
});

it("believes its writer before the files", () => {
  const entry = entryOf({ 1: "+a.test" });
  const recorded = { journal: journalOf(), last: { entry, tookEffect: true } };
  expect(outcomeOf(recorded, "r0", new Map())).toEqual({ id: "e1", tookEffect: true });
  const undecided = { ...recorded, last: { entry, tookEffect: undefined } };
  const outcome = outcomeOf(undecided, "r0", new Map());
  expect(outcome).toEqual({ id: "e1", tookEffect: false });
  expect([...committed(undecided, outcome).rests.keys()]).toEqual([1]);
  expect(["r0", "r1", "r2"].map((revision) => isOurs(recorded, revision))).toEqual([true, true, false]);
});

it("takes for leftovers only what a change left that began and never ended", () => {
  const entry = entryOf({ 1: "+a.test", 2: "-b.test" }, { leftovers: [domain("c.test")] });
  const left = (tookEffect: boolean | undefined, revision: string) =>
    crashLeftovers({ journal: journalOf(), last: { entry, tookEffect } }, revision);
  expect(left(undefined, "r9")).toEqual(["c.test", "a.test", "b.test"]);
  expect(left(undefined, "r1")).toBeUndefined();
  expect(left(true, "r9")).toBeUndefined();
  // It was to clear what an earlier one had left, and did not come to that.
  expect(left(undefined, "r0")).toEqual(["c.test"]);
  expect(left(false, "r9")).toEqual(["c.test"]);
  expect(crashLeftovers({ journal: journalOf(), last: undefined }, "r9")).toBeUndefined();
});
