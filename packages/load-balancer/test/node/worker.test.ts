import { expect, it } from "vitest";
import { isAnotherWorker } from "../../src/node/worker.js";

const known = { pid: 8, uptimeSec: 100 };

it.each([
  ["the same, later", { pid: 8, uptimeSec: 101 }, false],
  ["the same within a second", { pid: 8, uptimeSec: 100 }, false],
  ["another process", { pid: 9, uptimeSec: 100 }, true],
  ["the same process id whose uptime started again, as in a container", { pid: 8, uptimeSec: 0 }, true],
])("recognises %s", (_what, seen, expected) => {
  expect(isAnotherWorker(known, seen)).toBe(expected);
});
