import { expect, it } from "vitest";
import { createMutex } from "../src/index.js";

function deferred() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}

it("runs tasks one after another in order, also after a failed one", async () => {
  const mutex = createMutex();
  const order: string[] = [];
  const gate = deferred();
  const task = (name: string, wait?: Promise<void>) => async () => {
    order.push(`${name} begins`);
    await wait;
    order.push(`${name} ends`);
    if (name === "a") throw new Error("a failed");
    return name;
  };
  const results = Promise.allSettled([
    mutex.run(task("a", gate.promise)),
    mutex.run(task("b")),
    mutex.run(task("c")),
  ]);
  gate.resolve();
  expect((await results).map((result) => result.status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]);
});

it("cancels a waiter at once, and never runs its task", async () => {
  const mutex = createMutex();
  const gate = deferred();
  const caller = new AbortController();
  const first = mutex.run(() => gate.promise);
  let isRun = false;
  const second = mutex.run(async () => {
    isRun = true;
  }, caller.signal);
  caller.abort(new Error("enough"));
  await expect(second).rejects.toMatchObject({
    code: "CANCELLED",
    message: expect.stringContaining("enough"),
  });
  gate.resolve();
  await first;
  await mutex.run(async () => {});
  expect(isRun).toBe(false);
});

it("does not interrupt a task that has started", async () => {
  const mutex = createMutex();
  const caller = new AbortController();
  const task = mutex.run(async () => {
    caller.abort();
    return "done";
  }, caller.signal);
  expect(await task).toBe("done");
});
