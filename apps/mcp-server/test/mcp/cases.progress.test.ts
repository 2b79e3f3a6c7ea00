import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createProgressReporter, type Progress } from "../../src/mcp/progress.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function arrange() {
  const sent: Progress[] = [];
  const { report, end } = createProgressReporter((progress) => sent.push(progress));
  return { sent, report, end };
}

it("CL15 a wait that counts the same four times a second is reported once, with its total", () => {
  const { sent, report } = arrange();
  for (let i = 0; i < 40; i++) {
    report("3 sessions left", 30_000);
    vi.advanceTimersByTime(250);
  }

  expect(sent).toEqual([{ progress: 0.1, total: 30, message: "3 sessions left" }]);
});

it("CL15 changes are reported at most once a second, the last one of each second", () => {
  const { sent, report } = arrange();
  for (let left = 9; left > 0; left--) {
    report(`${left} left`, 1_000);
    vi.advanceTimersByTime(250);
  }
  vi.advanceTimersByTime(5_000);

  expect(sent).toEqual([
    { progress: 0.1, total: 1, message: "9 left" },
    { progress: 1, total: 1, message: "6 left" },
    { progress: 2, total: 2, message: "2 left" },
    { progress: 3, total: 3, message: "1 left" },
  ]);
});

it("CL15 each step of a call is reported at once, with no total", () => {
  const { sent, report } = arrange();
  for (const message of ["account", "order", "order", "dns"]) report(message);
  vi.advanceTimersByTime(3_000);
  report("validation");

  expect(sent).toEqual([
    { progress: 0.1, message: "account" },
    { progress: 0.2, message: "order" },
    { progress: 0.3, message: "dns" },
    { progress: 3, message: "validation" },
  ]);
});

it("CL15 a change that lasts less than a second is not reported", () => {
  const { sent, report } = arrange();
  for (const message of ["1 left", "2 left", "1 left"]) report(message, 30_000);
  vi.advanceTimersByTime(5_000);

  expect(sent.map(({ message }) => message)).toEqual(["1 left"]);
});

it("CL15 nothing is sent after the result", () => {
  const { sent, report, end } = arrange();
  report("1 left", 30_000);
  report("0 left", 30_000);
  end();
  vi.advanceTimersByTime(5_000);

  expect(sent).toHaveLength(1);
});
