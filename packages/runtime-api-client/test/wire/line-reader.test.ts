import { expect, it } from "vitest";
import { LineReader } from "../../src/wire/line-reader.js";

async function linesOf(reader: LineReader): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const text of reader) lines.push(text);
  return lines;
}

it("splits lines, wherever chunks end, and leaves out empty and incomplete ones", async () => {
  const bytes = Buffer.from("\none ☃\ntwo\n\nthree\nfou");
  for (let size = 1; size <= bytes.length; size++) {
    const reader = new LineReader(100);
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    reader.end();
    expect(await linesOf(reader)).toEqual(["one ☃", "two", "three"]);
  }
});

it("yields lines as they arrive", async () => {
  const reader = new LineReader(100);
  const lines = reader[Symbol.asyncIterator]();
  const first = lines.next();
  reader.push(Buffer.from("one\ntwo\n"));

  expect([await first, await lines.next()].map(({ value }) => value)).toEqual(["one", "two"]);
  const third = lines.next();
  reader.push(Buffer.from("three\n"));
  expect((await third).value).toBe("three");
  reader.end();
  expect(await lines.next()).toEqual({ done: true, value: undefined });
});

it("stops when too many are buffered, and keeps those", async () => {
  const reader = new LineReader(2);

  expect([reader.push(Buffer.from("1\n2\n")), reader.overflowed]).toEqual([false, false]);
  expect([reader.push(Buffer.from("3\n")), reader.overflowed]).toEqual([true, true]);
  reader.end();
  expect(await linesOf(reader)).toEqual(["1", "2", "3"]);
  expect(reader.overflowed).toBe(true);
});
