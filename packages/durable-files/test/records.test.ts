import { chmod, chown, stat, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { createRecordFolder, replaceFile, secretFolder, withLock } from "../src/index.js";
import { tempFiles } from "./temp-files.js";

const isRoot = process.getuid?.() === 0;

async function ownerOf(path: string) {
  const { uid, gid, mode } = await stat(path);
  return { uid, gid, mode: mode & 0o777 };
}

it("replaces a file atomically, readable only by its owner, who does not change", async () => {
  await using temp = await tempFiles({ "domains.map": "old" });
  if (isRoot) await chown(temp.file, 12_345, 54_321);
  const { uid, gid } = await ownerOf(temp.file);
  await replaceFile(temp.file, "new");
  expect(await temp.files()).toEqual({ "domains.map": "new" });
  expect(await ownerOf(temp.file)).toEqual({ uid, gid, mode: 0o600 });
});

it("keeps the old content, and no temporary file, when the new one can't be put in place", async () => {
  await using temp = await tempFiles();
  await secretFolder(temp.path("domains.map"));
  await expect(replaceFile(temp.file, "new")).rejects.toMatchObject({
    code: "UNWRITABLE",
    message: expect.stringContaining(`cannot write ${temp.file}: `),
  });
  expect(await temp.files()).toEqual({ "domains.map": "(folder)" });
});

it("gives folders and records that root creates to the owner of the parent folder", async () => {
  await using temp = await tempFiles();
  if (isRoot) await chown(temp.folder, 12_345, 54_321);
  const { uid, gid } = await ownerOf(temp.folder);
  await createRecordFolder(temp.path("a/b"), String).put("one", "1");
  const made = await Promise.all(["a", "a/b", "a/b/one.json"].map((name) => ownerOf(temp.path(name))));
  expect(made).toEqual([0o700, 0o700, 0o600].map((mode) => ({ uid, gid, mode })));
});

it("keeps records by their names, and makes their folder private again", async () => {
  await using temp = await tempFiles();
  const records = createRecordFolder(temp.path("records"), (document) => Number(document) || undefined);
  expect([await records.names(), await records.get("b")]).toEqual([[], undefined]);
  await records.remove("b");
  await records.put("b", 2);
  await chmod(temp.path("records"), 0o755);
  await records.put("a", 1);
  expect((await ownerOf(temp.path("records"))).mode).toBe(0o700);
  expect([await records.names(), await records.get("b")]).toEqual([["a", "b"], 2]);
  await records.remove("a");
  expect(await records.names()).toEqual(["b"]);
});

it.each(['{"', '"no number"'])("never treats an unreadable record as missing: %s", async (text) => {
  await using temp = await tempFiles({ "a.json": text });
  const records = createRecordFolder(temp.folder, (document) => Number(document) || undefined);
  await expect(records.get("a")).rejects.toMatchObject({
    code: "UNREADABLE",
    message: `${temp.path("a.json")} is not a valid record; fix or remove the file`,
  });
  await writeFile(temp.path("a.json"), "1");
  expect(await records.get("a")).toBe(1);
});

it("runs one task at a time, and names what a waiter waits for", async () => {
  await using temp = await tempFiles();
  const lock = { folder: temp.path("locks"), name: "a", what: "the certificate of a.example.com" };
  const result = await withLock(lock, async (signal) => {
    expect(signal.aborted).toBe(false);
    const second = withLock(lock, async () => {});
    await expect(second).rejects.toMatchObject({
      code: "LOCKED",
      message: `another process is working on ${lock.what}`,
    });
    return await withLock({ ...lock, name: "b" }, async () => "done");
  });
  expect(result).toBe("done");
  await withLock(lock, async () => {});
});
