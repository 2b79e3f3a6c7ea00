// Of the page that is built from web/ now: what a browser loads before it shows the overview, and in all.
import { gzipSync } from "node:zlib";
import { others, script, style } from "virtual:page";
import { expect, it } from "vitest";

const FIRST = 25_000;
const ALL = 40_000;

function sizeOf(...texts: readonly string[]): number {
  return texts.reduce((size, text) => size + gzipSync(text, { level: 9 }).length, 0);
}

it("loads little before it shows the overview, and little more after", () => {
  const first = others.filter(({ isFirst }) => isFirst).map(({ text }) => text);
  expect(script).toContain("/ui/events");
  expect(sizeOf(script, ...first)).toBeLessThanOrEqual(FIRST);
  expect(sizeOf(script, ...others.map(({ text }) => text))).toBeLessThanOrEqual(ALL);
  expect(sizeOf(style)).toBeLessThanOrEqual(6_000);
});
