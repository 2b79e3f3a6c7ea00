import { expect, it } from "vitest";
import { createSettled } from "../../src/changes/settled.js";

const worker = { pid: 1, uptimeSec: 10 };
const settlement = {
  revision: "1",
  worker,
  held: new Set<number>(),
  left: new Set([4]),
  contested: new Map(),
  backends: new Set<string>(),
};

it("knows the settlement of the same files and worker only", () => {
  const settled = createSettled();
  settled.note(settlement);

  expect(settled.of("1", { pid: 1, uptimeSec: 11 })).toBeDefined();
  expect(settled.of("2", worker)).toBeUndefined();
  expect(settled.of("1", { pid: 2, uptimeSec: 0 })).toBeUndefined();
  settled.lose();
  expect(settled.of("1", worker)).toBeUndefined();
});

it("lets a pool rest for a minute after HAProxy stopped routing to it, through later settlements", () => {
  let now = 0;
  const settled = createSettled(() => now);
  settled.note(settlement);
  now = 59_999;
  settled.note({ ...settlement, revision: "2", left: new Set() });

  expect([...(settled.of("2", worker)?.left ?? [])]).toEqual([4]);
  now = 60_000;
  expect([...(settled.of("2", worker)?.left ?? [])]).toEqual([]);
});
