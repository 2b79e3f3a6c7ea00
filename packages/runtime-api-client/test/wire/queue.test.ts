import { expect, it } from "vitest";
import { createQueue } from "../../src/wire/queue.js";

it("yields items as they are added, to its end", async () => {
  const queue = createQueue<string>(100);
  const items = queue[Symbol.asyncIterator]();
  const first = items.next();
  queue.add("one");
  queue.add("two");

  expect([await first, await items.next()].map(({ value }) => value)).toEqual(["one", "two"]);
  const third = items.next();
  queue.add("three");
  expect((await third).value).toBe("three");
  queue.end();
  expect(await items.next()).toEqual({ done: true, value: undefined });
});

it("reports when too many wait, and keeps those", async () => {
  const queue = createQueue<number>(2);
  queue.add(1);
  queue.add(2);
  expect(queue.overflowed).toBe(false);
  queue.add(3);
  expect(queue.overflowed).toBe(true);
  queue.end();

  const items: number[] = [];
  for await (const item of queue) items.push(item);
  expect([items, queue.overflowed]).toEqual([[1, 2, 3], true]);
});
