import { expect, it } from "vitest";
import { describeDuration } from "../../src/program/duration.js";

it.each([
  [0, "0 s"],
  [119, "119 s"],
  [120, "2 min"],
  [7_199, "119 min"],
  [7_200, "2 h"],
  [172_799, "47 h"],
  [172_800, "2 d"],
])("%i seconds are %s", (seconds, words) => {
  expect(describeDuration(seconds)).toBe(words);
});
