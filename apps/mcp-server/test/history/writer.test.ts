import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, it } from "vitest";
import { isRunning, thisWriter } from "../../src/history/writer.js";

it("knows a running process from one that has ended, and from a later one with its number", async () => {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: "pipe" });
  const pid = child.pid ?? 0;
  const ended = once(child, "exit");

  expect([isRunning(thisWriter()), isRunning({ pid })]).toEqual([true, true]);
  expect(isRunning({ ...thisWriter(), started: "00000000-1" })).toBe(false);
  child.stdin.end();
  await ended;
  expect([isRunning({ pid }), isRunning({ pid, started: thisWriter().started })]).toEqual([false, false]);
});
