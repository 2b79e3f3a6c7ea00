import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRefusalCounts, type Refused, WINDOW_MS } from "../../src/access/refusal-counts.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const WRONG: Refused = { address: "203.0.113.9", status: 401, reason: "wrong bearer token" };

function arrange() {
  const written: [Refused, number][] = [];
  return { written, ...createRefusalCounts((refused, count) => void written.push([refused, count])) };
}

it("writes the first refusal at once, and those that follow once a minute with their number", () => {
  const { written, count } = arrange();
  for (let second = 0; second < 150; second++) {
    count(WRONG);
    vi.advanceTimersByTime(1_000);
  }

  expect(written).toEqual([
    [WRONG, 1],
    [WRONG, 59],
    [WRONG, 60],
  ]);
});

it("counts each address, caller and reason apart", () => {
  const { written, count } = arrange();
  const others: Refused[] = [
    { ...WRONG, address: "2001:db8::9" },
    { ...WRONG, reason: "a bearer token is needed" },
    { ...WRONG, caller: "ci", status: "NOT_ALLOWED" },
  ];
  for (const refused of [WRONG, ...others, WRONG]) count(refused);

  expect(written).toEqual([WRONG, ...others].map((refused) => [refused, 1]));
});

it("begins again with one line after a minute without a refusal", () => {
  const { written, count } = arrange();
  count(WRONG);
  vi.advanceTimersByTime(WINDOW_MS);
  expect(vi.getTimerCount()).toBe(0);
  count(WRONG);

  expect(written).toEqual([
    [WRONG, 1],
    [WRONG, 1],
  ]);
});

it("writes a bounded number of lines a minute for a flood from many addresses, and loses no refusal", () => {
  const { written, count } = arrange();
  for (let minute = 0; minute < 3; minute++) {
    for (let i = 0; i < 10_000; i++) count({ ...WRONG, address: `2001:db8::${i.toString(16)}` });
    vi.advanceTimersByTime(WINDOW_MS);
  }

  const further = written.filter(([{ reason }]) => reason === "further clients");
  expect(written.length).toBeLessThanOrEqual(4 * 101);
  expect(further[0]).toEqual([{ address: undefined, status: 401, reason: "further clients" }, 1]);
  expect(written.reduce((sum, [, number]) => sum + number, 0)).toBe(30_000);
});

it("writes what is left when it ends, and leaves no timer", () => {
  const { written, count, end } = arrange();
  for (let i = 0; i < 4; i++) count(WRONG);
  end();

  expect(written).toEqual([
    [WRONG, 1],
    [WRONG, 3],
  ]);
  expect(vi.getTimerCount()).toBe(0);
});
