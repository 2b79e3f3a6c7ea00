import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Stamp, sourceFiles } from "../lib/stamp.mjs";
import { temporaryFolder } from "./temporary-folder.js";

async function arrange() {
  const folder = await temporaryFolder();
  const input = join(folder.path, "src", "a.ts");
  const output = join(folder.path, "dist", "index.js");
  await mkdir(join(folder.path, "src"));
  await mkdir(join(folder.path, "dist"));
  await writeFile(input, "one");
  await writeFile(output, "");
  const stamp = new Stamp({
    file: join(folder.path, "node_modules", ".stamp"),
    inputs: () => sourceFiles(folder.path),
    outputs: () => [output],
  });
  return { folder, input, output, stamp, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

it("is fresh once set, also for an unchanged copy of the inputs", async () => {
  await using arranged = await arrange();
  const { input, stamp } = arranged;
  expect(stamp.isFresh()).toBe(false);

  stamp.set();
  await writeFile(input, "one");

  expect(stamp.isFresh()).toBe(true);
});

it.each<[string, (arranged: Awaited<ReturnType<typeof arrange>>) => Promise<unknown>]>([
  ["an input has changed", ({ input }) => writeFile(input, "two")],
  ["an input is new", ({ folder }) => writeFile(join(folder.path, "src", "b.ts"), "")],
  ["an input is gone", ({ input }) => rm(input)],
  ["an output is missing", ({ output }) => rm(output)],
  ["the step was started again and not finished", async ({ stamp }) => stamp.clear()],
])("is stale when %s", async (_why, change) => {
  await using arranged = await arrange();
  arranged.stamp.set();

  await change(arranged);

  expect(arranged.stamp.isFresh()).toBe(false);
});

it("does not depend on installed, built and test files", async () => {
  await using arranged = await arrange();
  const { folder, stamp } = arranged;
  stamp.set();

  await mkdir(join(folder.path, "test"));
  await writeFile(join(folder.path, "test", "a.test.ts"), "");
  await writeFile(join(folder.path, "dist", "more.js"), "");

  expect(stamp.isFresh()).toBe(true);
});
