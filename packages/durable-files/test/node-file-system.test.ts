import { execFileSync } from "node:child_process";
import { chown, mkdir, stat, symlink } from "node:fs/promises";
import { expect, it } from "vitest";
import { nodeFileSystem } from "../src/index.js";
import { tempFiles } from "./temp-files.js";

const LIMIT = 1_000;

it("follows links to a file, to a missing file, and through folders", async () => {
  await using temp = await tempFiles({ "real.map": "x" });
  await mkdir(temp.path("sub"));
  await symlink("../real.map", temp.path("sub/link"));
  await symlink("sub/link", temp.path("twice"));
  await symlink("sub/missing.map", temp.path("dangling"));
  await symlink("sub", temp.path("folder"));
  const resolved = await Promise.all(
    ["real.map", "twice", "dangling", "folder/new.map"].map((name) =>
      nodeFileSystem.resolve(temp.path(name)),
    ),
  );
  expect(resolved).toEqual(["real.map", "real.map", "sub/missing.map", "sub/new.map"].map(temp.path));
});

it("refuses circular links, and a missing folder", async () => {
  await using temp = await tempFiles();
  await symlink("b", temp.path("a"));
  await symlink("a", temp.path("b"));
  await expect(nodeFileSystem.resolve(temp.path("a"))).rejects.toMatchObject({ code: "ELOOP" });
  await expect(nodeFileSystem.resolve(temp.path("missing/a"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("distinguishes a missing file from an unreadable one", async () => {
  await using temp = await tempFiles();
  expect(await nodeFileSystem.read(temp.file, LIMIT)).toBeUndefined();
  await expect(nodeFileSystem.read(temp.folder, LIMIT)).rejects.toMatchObject({ code: "EISDIR" });
});

it("creates a file with exactly the given permissions and owner, whatever the umask", async () => {
  await using temp = await tempFiles();
  const { uid, gid } = await stat(temp.folder);
  await nodeFileSystem.create(temp.file, Buffer.from("x"), { mode: 0o666, uid, gid });
  expect((await nodeFileSystem.read(temp.file, LIMIT))?.attributes).toEqual({ mode: 0o666, uid, gid });
  await expect(nodeFileSystem.create(temp.file, Buffer.from("y"), { mode: 0o666 })).rejects.toMatchObject({
    code: "EEXIST",
  });
});

it("gives a file made by root to its owner", async () => {
  await using temp = await tempFiles();
  const isRoot = process.getuid?.() === 0;
  const own = await stat(temp.folder);
  const wanted = isRoot ? { uid: 12_345, gid: 54_321 } : { uid: own.uid, gid: own.gid };
  await nodeFileSystem.create(temp.file, Buffer.from("x"), { mode: 0o640, ...wanted });
  expect((await nodeFileSystem.read(temp.file, LIMIT))?.attributes).toEqual({ mode: 0o640, ...wanted });
});

it("gives what root creates to the owner of the folder", async () => {
  await using temp = await tempFiles();
  if (process.getuid?.() === 0) await chown(temp.folder, 12_345, 54_321);
  const { uid, gid } = await stat(temp.folder);
  await nodeFileSystem.create(temp.file, Buffer.from("x"), { mode: 0o600 });
  expect(await nodeFileSystem.stamp(temp.file)).toMatchObject({ mode: 0o600, uid, gid });
});

it("removes a file, and ignores a missing one", async () => {
  await using temp = await tempFiles({ "domains.map": "x" });
  await nodeFileSystem.remove(temp.file);
  await nodeFileSystem.remove(temp.file);
  expect(await nodeFileSystem.list(temp.folder)).toEqual([]);
});

it("appends to a file that exists, and returns its new stamp", async () => {
  await using temp = await tempFiles({ log: "one\n" });
  for (const isFlushed of [true, false]) {
    const stamp = await nodeFileSystem.append(temp.path("log"), Buffer.from("two\n"), isFlushed);
    expect(stamp).toEqual(await nodeFileSystem.stamp(temp.path("log")));
  }
  const found = await nodeFileSystem.read(temp.path("log"), LIMIT);
  expect([found?.content.toString(), (await nodeFileSystem.stamp(temp.path("log")))?.size]).toEqual([
    "one\ntwo\ntwo\n",
    12,
  ]);
});

it("does not append to what is missing or is not a file, and does not wait for a reader", async () => {
  await using temp = await tempFiles();
  execFileSync("mkfifo", [temp.path("pipe")]);
  for (const name of ["missing", "pipe", "."]) {
    await expect(nodeFileSystem.append(temp.path(name), Buffer.from("x"), true)).rejects.toThrow();
  }
  expect(await nodeFileSystem.read(temp.path("missing"), LIMIT)).toBeUndefined();
});
