import { execFileSync } from "node:child_process";
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { afterEach, expect, it, vi } from "vitest";
import { type FileSystem, nodeFileSystem, readFile, withTimeLimit } from "../src/index.js";
import { tempFiles } from "./temp-files.js";

afterEach(() => {
  vi.useRealTimers();
});

const MIB = 1_048_576;
const MESSAGES: readonly (readonly [string, (path: string) => Promise<void> | void, string])[] = [
  ["a pipe", (path) => void execFileSync("mkfifo", [path]), "it is a pipe, not a regular file"],
  ["a device", (path) => symlink("/dev/zero", path), "it is a device, not a regular file"],
  ["a folder", async (path) => void (await mkdir(path)), "it is a folder, not a regular file"],
  [
    "a file that is too large",
    async (path) => {
      await writeFile(path, "");
      await truncate(path, MIB + 1);
    },
    "it has 1048577 bytes, more than the limit of 1048576",
  ],
];

it.each(MESSAGES)("refuses %s, and says so", async (_, make, why) => {
  await using temp = await tempFiles();
  await make(temp.file);
  await expect(readFile(temp.file, { maxBytes: MIB })).rejects.toMatchObject({
    name: "FileError",
    code: "UNREADABLE",
    message: `cannot read ${temp.file}: ${why}`,
  });
});

it("reads a file of exactly the limit, and one behind links", async () => {
  await using temp = await tempFiles({ "domains.map": "12345" });
  await symlink("domains.map", temp.path("link"));
  const found = await readFile(temp.path("link"), { maxBytes: 5 });
  expect(found?.content.toString()).toBe("12345");
  expect(await readFile(temp.path("missing"), { maxBytes: 5 })).toBeUndefined();
});

it("reads a file of unknown size, as in /proc, up to the limit", async () => {
  const found = await readFile("/proc/self/environ", { maxBytes: 10 * MIB });
  expect(found?.content.length).toBeGreaterThan(1);
  await expect(readFile("/proc/self/environ", { maxBytes: 1 })).rejects.toMatchObject({ code: "UNREADABLE" });
});

it("fails a read that never ends, and further reads of that path until it ends", async () => {
  await using temp = await tempFiles({ "domains.map": "x", other: "y" });
  let reads = 0;
  let respond = () => {};
  const hung = new Promise<void>((resolve) => {
    respond = resolve;
  });
  const disk: FileSystem = {
    ...nodeFileSystem,
    read: async (file, maxBytes) => {
      if (file === temp.file && reads++ === 0) await hung;
      return nodeFileSystem.read(file, maxBytes);
    },
  };
  const fileSystem = withTimeLimit(disk);
  const reading = () => readFile(temp.file, { maxBytes: MIB, fileSystem });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const first = expect(reading()).rejects.toMatchObject({
    code: "UNREADABLE",
    message: `cannot read ${temp.file}: the disk has not responded for 10 s`,
  });
  await vi.advanceTimersByTimeAsync(10_000);
  await first;
  vi.useRealTimers();
  await expect(reading()).rejects.toThrow("the disk has not responded to an earlier read");
  expect(reads).toBe(1);
  expect((await readFile(temp.path("other"), { maxBytes: MIB, fileSystem }))?.content.toString()).toBe("y");
  respond();
  await expect.poll(() => reading().catch(() => undefined)).toMatchObject({ content: Buffer.from("x") });
});
