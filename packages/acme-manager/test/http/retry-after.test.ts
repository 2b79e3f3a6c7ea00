import { expect, it } from "vitest";
import { readRetryAfter, retryTimeInText } from "../../src/http/retry-after.js";
import { readProblem } from "../../src/protocol/acme-problem.js";

const now = new Date("2026-01-01T00:00:00Z");

it.each([
  ["120", new Date("2026-01-01T00:02:00Z")],
  ["Thu, 01 Jan 2026 01:00:00 GMT", new Date("2026-01-01T01:00:00Z")],
  ["soon", undefined],
  ["", undefined],
  [undefined, undefined],
])("reads Retry-After %s", (header, expected) => {
  expect(readRetryAfter(header, now)).toEqual(expected);
});

it("finds the time in a text", () => {
  expect(retryTimeInText("retry after 2026-11-24 00:00:00 UTC: see https://x")).toEqual(
    new Date("2026-11-24T00:00:00Z"),
  );
  expect(retryTimeInText("retry after lunch")).toBeUndefined();
});

it("takes a problem document of any shape, on one line", () => {
  expect(readProblem("nonsense")).toBeUndefined();
  expect(readProblem({ type: 5 })).toBeUndefined();
  expect(
    readProblem({
      type: "t",
      detail: "two\nlines",
      subproblems: [1, { identifier: { value: "a.test" }, detail: "no" }],
    }),
  ).toEqual({ type: "t", detail: "two lines", subproblems: [{ type: "", detail: "no", name: "a.test" }] });
});
