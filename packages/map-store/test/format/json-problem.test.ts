import fc from "fast-check";
import { expect, it } from "vitest";
import { findJsonProblem } from "../../src/format/json-problem.js";

it.each([
  ['{\n  "a": 1,\n}', 3, 1, "expected key, found }"],
  ['{"a" 1}', 1, 6, "expected :, found 1"],
  ['{"a": }', 1, 7, "expected value, found }"],
  ['{"a": [1 2]}', 1, 10, "expected , or ], found 2"],
  ['{"a": 1 "b"}', 1, 9, 'expected , or }, found "b"'],
  ["{} {}", 1, 4, "expected nothing more, found {"],
  ["{a: 1}", 1, 2, "expected key or }"],
  ['{"a": 01}', 1, 8, "expected , or }, found 1"],
  ['{"a": "\n"}', 1, 7, "expected value"],
  ['{"a": "\\x"}', 1, 7, "expected value"],
  ['{"a": 1', 1, 8, "ends too early: expected , or }"],
  ["", 1, 1, "ends too early: expected value"],
  ["\ufeff{}", 1, 1, "expected value"],
  ['{"a": 1,\r\n "b": {"a": 2},\r\n "\\u0061": 3}', 3, 2, 'key "\\u0061" occurs twice'],
])("finds what is wrong with %j", (text, line, column, message) => {
  expect(findJsonProblem(text)).toEqual({ line, column, message });
});

it("finds nothing wrong with any JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, "\t"), (value, space) => {
      expect(findJsonProblem(JSON.stringify(value, undefined, space))).toBeUndefined();
    }),
  );
});

it("agrees with JSON.parse on texts that are nearly JSON", () => {
  const token = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b"',
    "1",
    "-",
    "1e5",
    "1.",
    "true",
    "nul",
    " ",
    "\n",
    '"',
    "\\",
  );
  const nearly = fc.oneof(
    fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join("")),
    fc.tuple(fc.json(), fc.nat(), fc.string({ maxLength: 2 })).map(([text, at, inserted]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + inserted + text.slice(place + 1);
    }),
  );
  fc.assert(
    fc.property(nearly, (text) => {
      const problem = findJsonProblem(text);
      if (problem?.message.endsWith("occurs twice")) return;
      expect(problem === undefined).toBe(isJson(text));
    }),
    { numRuns: 2_000 },
  );
});

it("takes arrays of any depth", () => {
  const depth = 100_000;
  expect(findJsonProblem("[".repeat(depth) + "]".repeat(depth))).toBeUndefined();
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
