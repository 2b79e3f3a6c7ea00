import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterEntry } from "../../src/journal/apply-entry.js";
import { baseLine, endLine, entryLine } from "../../src/journal/journal-lines.js";
import { parseJournal } from "../../src/journal/parse-journal.js";
import { entryOf, journalOf } from "./journals.js";

const NOW = new Date(0);
const read = (text: string) => parseJournal(Buffer.from(text));
const base = baseLine(journalOf({ 1: ["a.test"] }), NOW);
const entry = entryOf({ 2: "+b.test" });

it("is read as it was written", () => {
  const journal = journalOf(
    { 1: ["a.test", "*.b.test"], 20: ["c.test"] },
    {
      revision: "abc",
      servers: 7,
      generations: new Map([[1, 3]]),
      former: new Map([["d.test" as never, { pool: 4, generation: 2, at: 5 }]]),
      rests: new Map([[4, { names: new Set(["d.test" as never]), at: 5 }]]),
    },
  );
  const text = baseLine(journal, NOW);
  expect(read(text)).toEqual({
    recorded: { journal, last: undefined },
    baseBytes: text.length,
    isTorn: false,
  });
});

it("leaves the last entry undecided unless its end is known, and keeps leftovers and what came before it", () => {
  const given = entryOf(
    { 2: "+b.test -a.test" },
    { prev: { id: "e0", tookEffect: true }, leftovers: ["x.test" as never] },
  );
  const { recorded } = read(base + entryLine(given));
  expect(recorded).toEqual({
    journal: journalOf({ 1: ["a.test"] }),
    last: { entry: given, tookEffect: undefined },
  });
  for (const tookEffect of [true, false]) {
    const ended = read(base + entryLine(entry) + endLine({ id: "e1", at: 9, tookEffect })).recorded;
    expect(ended).toEqual({
      journal: afterEntry(journalOf({ 1: ["a.test"] }), entry, tookEffect, 9),
      last: { entry, tookEffect },
    });
  }
});

it("learns from the next entry how one ended, and from its revisions where that saw another before it", () => {
  const first = entryLine(entry);
  const namesAfter = (second: Parameters<typeof entryOf>[1]) => [
    ...read(base + first + entryLine(entryOf({}, { id: "e2", ...second }))).recorded.journal.names.keys(),
  ];
  expect(namesAfter({ prev: { id: "e1", tookEffect: true } })).toEqual([1, 2]);
  expect(namesAfter({ prev: { id: "e1", tookEffect: false } })).toEqual([1]);
  expect(namesAfter({ prev: { id: "e0", tookEffect: true }, before: "r1" })).toEqual([1, 2]);
  expect(namesAfter({ prev: { id: "e0", tookEffect: true }, before: "r9" })).toEqual([1]);
  expect(namesAfter({ prev: undefined, before: "r9" })).toEqual([1]);
});

it("does not take the end of an entry that was overtaken for that of the last", () => {
  const lines = entryLine(entry) + entryLine(entryOf({ 3: "+c.test" }, { id: "e2" }));
  const { last } = read(base + lines + endLine({ id: "e1", at: 9, tookEffect: true })).recorded;
  expect(last).toMatchObject({ entry: { id: "e2" }, tookEffect: undefined });
});

describe("a last line that a crash left", () => {
  it.each([
    ["half of a line", entryLine(entry).slice(0, 40)],
    ["a line without its end", entryLine(entry).slice(0, -1)],
    ["NUL bytes", "\0".repeat(512)],
    ["NUL bytes and a line end", `${"\0".repeat(30)}\n`],
    ["half of a line, NUL bytes", `${entryLine(entry).slice(0, 40)}${"\0".repeat(30)}`],
  ])("is ignored, and nothing may be written behind it: %s", (_, tail) => {
    const { recorded, isTorn } = read(base + tail);
    expect([recorded, isTorn]).toEqual([{ journal: journalOf({ 1: ["a.test"] }), last: undefined }, true]);
  });
});

describe("what is no journal is refused", () => {
  it.each([
    ["nothing", "", /line 1/],
    ["NUL bytes", "\0".repeat(100), /line 1/],
    ["a torn base", base.slice(0, 30), /line 1/],
    ["something else", '{"one.test": {}}\n', /no base/],
    ["no object", "[]\n", /no base/],
    ["a newer version", base.replace('"journal":1', '"journal":2'), /version 2.*version 1/],
    ["a base without names", base.replace('"names"', '"nams"'), /line 1/],
    ["names that are none", base.replace('"a.test"', "7"), /line 1/],
    ["a pool that is no number", base.replace('{"1":', '{"x":'), /line 1/],
    ["a torn line between others", `${base}${entryLine(entry).slice(0, 40)}\n${entryLine(entry)}`, /line 2/],
    ["an entry of something else", `${base}[]\n`, /line 2/],
    ["an entry without pools", `${base}{"id":"e1"}\n`, /line 2/],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

it("reads a file to what its entries give one after another", () => {
  const name = fc.constantFrom("a.test", "b.test", "c.test");
  const step = fc.record({ pool: fc.integer({ min: 1, max: 2 }), name, tookEffect: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let journal = journalOf();
      let text = baseLine(journal, NOW);
      for (const [at, { pool, name: its, tookEffect }] of steps.entries()) {
        const isIn = journal.names.get(pool)?.has(its as never) === true;
        const next = entryOf(
          { [pool]: `${isIn ? "-" : "+"}${its}` },
          { id: `e${at}`, at, after: `r${at}`, servers: at },
        );
        journal = afterEntry(journal, next, tookEffect);
        text += entryLine(next) + endLine({ id: next.id, at, tookEffect });
      }
      expect(read(text).recorded.journal).toEqual(journal);
    }),
  );
});
