import { expect, it } from "vitest";
import { describeRouteChange, describeSlotChange } from "../../src/tools/made-change.js";

type Route = Parameters<typeof describeRouteChange>[0];

const server = { ip: "2001:db8::1", port: 80, weight: 1, state: "ready" as const };

it.each([
  [{ domain: "a.test", to: "pool_2" }, "a.test: no pool → pool_2"],
  [{ domain: "a.test", from: "pool_1", to: "pool_2" }, "a.test: pool_1 → pool_2"],
  [{ domain: "a.test", from: "pool_1" }, "a.test: pool_1 → no pool"],
])("has the pool of a name before and after", (route, words) => {
  expect(describeRouteChange({ from: undefined, to: undefined, ...route } as Route)).toBe(words);
});

it.each([
  [undefined, server, "pool_1_1: empty → [2001:db8::1]:80 weight 1 ready"],
  [server, undefined, "pool_1_1: [2001:db8::1]:80 weight 1 ready → empty"],
  [server, { ...server, state: "drain" as const }, "pool_1_1 [2001:db8::1]:80: ready → drain"],
  [
    server,
    { ...server, weight: 5, state: "maint" as const },
    "pool_1_1 [2001:db8::1]:80: weight 1 → 5, ready → maint",
  ],
  [
    server,
    { ...server, port: 81 },
    "pool_1_1: [2001:db8::1]:80 weight 1 ready → [2001:db8::1]:81 weight 1 ready",
  ],
])("has what differs of a slot", (before, after, words) => {
  const slot = { name: "pool_1_1", before, after } as Parameters<typeof describeSlotChange>[0];
  expect(describeSlotChange(slot)).toBe(words);
});
