import { expect, it } from "vitest";
import { createSlots } from "../../src/wire/slots.js";

/** Tasks that note when they start, and end on demand. */
function arrange(limit: number, count: number) {
  const slots = createSlots(limit);
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const run = (number: number, signal?: AbortSignal) =>
    slots.run(() => {
      began.push(number);
      return new Promise<void>((resolve) => {
        ends[number] = resolve;
      });
    }, signal);
  const running = Array.from({ length: count }, (_, i) => run(i));
  return { run, running, began, end: (number: number) => ends[number]?.() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it("runs at most its limit at once, and the others in order", async () => {
  const { running, began, end } = arrange(2, 5);
  await settled();
  expect(began).toEqual([0, 1]);

  end(1);
  await settled();
  expect(began).toEqual([0, 1, 2]);
  end(0);
  end(2);
  await settled();
  expect(began).toEqual([0, 1, 2, 3, 4]);

  end(3);
  end(4);
  await Promise.all(running);
});

it("removes a cancelled task from the queue, and frees its place", async () => {
  const { run, running, began, end } = arrange(1, 1);
  const caller = new AbortController();
  const left = run(1, caller.signal);
  const next = run(2);
  caller.abort(new Error("cancelled"));

  await expect(left).rejects.toThrow("cancelled");
  end(0);
  await settled();
  expect(began).toEqual([0, 2]);

  end(2);
  await Promise.all([...running, next]);
});

it("releases the slot when a task fails", async () => {
  const slots = createSlots(1);

  await expect(slots.run(() => Promise.reject(new Error("no")), undefined)).rejects.toThrow("no");

  await expect(slots.run(() => Promise.resolve("yes"), undefined)).resolves.toBe("yes");
});

it("runs nothing if the signal has aborted already", async () => {
  await expect(
    createSlots(1).run(() => Promise.resolve(), AbortSignal.abort(new Error("before"))),
  ).rejects.toThrow("before");
});
