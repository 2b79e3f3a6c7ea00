import { expect, it } from "vitest";
import { boundedTexts } from "../../src/tools/bounded-list.js";

const texts = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);

it("shows a short list whole, and the first texts of a long one with the number of the others", () => {
  expect(boundedTexts(texts(20))).toEqual(texts(20));
  expect(boundedTexts(texts(100_000))).toEqual([...texts(20), "and 99980 more"]);
});
