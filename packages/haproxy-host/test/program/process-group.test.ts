import { expect, it } from "vitest";
import { runningGroup } from "../../src/program/process-group.js";

const stat = (state: string, threads: number) =>
  `551 (a (name) of) ${state} 1 547 547 0 -1 4227084 0 0 0 0 0 0 0 0 20 0 ${threads} 0 5839848 0 0`;

it.each([
  ["that sleeps", stat("S", 1), 547],
  ["that is a zombie", stat("Z", 1), undefined],
  ["whose first thread ended, but which still holds its sockets", stat("Z", 2), 547],
  ["that is missing", "", undefined],
])("reads the group of a process %s", (_what, text, group) => {
  expect(runningGroup(text)).toBe(group);
});
