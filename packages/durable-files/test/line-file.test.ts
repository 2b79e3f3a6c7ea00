import { execFileSync } from "node:child_process";
import { chmod, chown, link, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { createLineFile } from "../src/index.js";
import { type TempFiles, tempFiles } from "./temp-files.js";

const NAME = "history.jsonl";

function numbersIn(temp: TempFiles, limits: { maxBytes?: number; maxFiles?: number } = {}) {
  return createLineFile<{ readonly n: number; readonly text?: string }>(temp.path(NAME), {
    parse: (document) =>
      typeof document === "object" && document !== null && "n" in document
        ? (document as { n: number })
        : undefined,
    maxBytes: 10_000,
    maxFiles: 10,
    ...limits,
  });
}

async function read(file: ReturnType<typeof numbersIn>, containing?: string) {
  const found: (number | string)[] = [];
  for await (const one of file.newestFirst({ containing }))
    found.push("problem" in one ? one.problem : one.line.n);
  return found;
}

it("appends lines and reads them newest first", async () => {
  await using temp = await tempFiles();
  const file = numbersIn(temp);
  expect(await read(file)).toEqual([]);
  await file.append([{ n: 1 }, { n: 2 }]);
  await numbersIn(temp).append([{ n: 3, text: "ä".repeat(100_000) }]);
  await file.append([{ n: 4 }]);
  expect(await read(file)).toEqual([4, 3, 2, 1]);
  expect(await read(file, '"n":2')).toEqual([2]);
  expect((await temp.files())["history.2.jsonl"]).toBe('{"n":1}\n{"n":2}\n');
});

it("writes lines of concurrent calls in order, joined into few writes", async () => {
  await using temp = await tempFiles();
  const file = numbersIn(temp);
  const numbers = [...Array(200).keys()];
  const order: number[] = [];
  await Promise.all(numbers.map((n) => file.append([{ n }]).then(() => order.push(n))));
  expect(order).toEqual(numbers);
  expect(await read(file)).toEqual(numbers.reverse());
});

it("rotates, and deletes the oldest", async () => {
  await using temp = await tempFiles();
  const file = numbersIn(temp, { maxBytes: 20, maxFiles: 3 });
  for (const n of [1, 2, 3, 4, 5, 6, 7]) await file.append([{ n }]);
  expect(await temp.files()).toEqual({
    [NAME]: '{"n":7}\n',
    "history.1.jsonl": '{"n":5}\n{"n":6}\n',
    "history.2.jsonl": '{"n":3}\n{"n":4}\n',
  });
  expect(await read(file)).toEqual([7, 6, 5, 4, 3]);
});

it("loses no line when several processes write and rotate at once", async () => {
  await using temp = await tempFiles();
  const files = [1, 2, 3].map(() => numbersIn(temp, { maxBytes: 200, maxFiles: 30 }));
  const numbers = [...Array(90).keys()];
  for (let n = 0; n < numbers.length; n += files.length)
    await Promise.all(files.map((file, index) => file.append([{ n: n + index }])));
  const found = (await read(numbersIn(temp, { maxFiles: 30 }))).map(Number);
  expect(found.sort((a, b) => a - b)).toEqual(numbers);
  expect((await readdir(temp.folder)).length).toBeGreaterThan(3);
});

it("fills the number that a crash during a rotation left free", async () => {
  await using temp = await tempFiles({ [NAME]: '{"n":3}\n', "history.2.jsonl": '{"n":1}\n' });
  await numbersIn(temp, { maxBytes: 8, maxFiles: 3 }).append([{ n: 4 }]);
  expect(await read(numbersIn(temp))).toEqual([4, 3, 1]);
});

it("skips broken lines and reports each with file and line", async () => {
  const content = `{"n":1}\n{"n":\n\n{"n":2}\n[]\n\0\0\nno\n{"n":3}`;
  await using temp = await tempFiles({ [NAME]: content });
  const file = numbersIn(temp);
  await file.append([{ n: 4 }]);
  const at = (line: number) => `${temp.path(NAME)} line ${line} is not a valid record; it was skipped`;
  const more = `${temp.path(NAME)} has 1 more lines that are not valid records; they were skipped`;
  expect(await read(file)).toEqual([4, 3, at(7), at(6), at(5), 2, 1, more]);
});

it.each([
  ["a symbolic link", (temp: TempFiles) => symlink(temp.file, temp.path(NAME)), "it is a symbolic link"],
  ["a hard link", (temp: TempFiles) => link(temp.file, temp.path(NAME)), "it has another name"],
  ["a folder", (temp: TempFiles) => mkdir(temp.path(NAME)), "EISDIR"],
  ["a pipe", async (temp: TempFiles) => void execFileSync("mkfifo", [temp.path(NAME)]), "not a regular file"],
])("refuses to write to %s", async (_what, make, why) => {
  await using temp = await tempFiles({ "domains.map": "example.com pool_1\n" });
  await make(temp);
  await expect(numbersIn(temp).append([{ n: 1 }])).rejects.toMatchObject({
    code: "UNWRITABLE",
    message: expect.stringMatching(new RegExp(`^cannot write ${temp.path(NAME)}: .*${why}`)),
  });
  expect(await readFile(temp.file, "utf8")).toBe("example.com pool_1\n");
});

it("reports what is not a regular file, and reads the others", async () => {
  await using temp = await tempFiles({ "history.2.jsonl": '{"n":1}\n' });
  await symlink(temp.path("history.2.jsonl"), temp.path("history.1.jsonl"));
  await writeFile(temp.path(NAME), '{"n":2}\n');
  const why = "it is a symbolic link, not a regular file; remove the link";
  expect(await read(numbersIn(temp))).toEqual([
    2,
    `${temp.path("history.1.jsonl")} can't be read: ${why}`,
    1,
  ]);
});

it("HA24 gives a new file to the owner of its folder, readable by the group", async () => {
  await using temp = await tempFiles();
  if (process.getuid?.() === 0) await chown(temp.folder, 12_345, 54_321);
  await chmod(temp.folder, 0o750);
  await numbersIn(temp).append([{ n: 1 }]);
  const [folder, made] = await Promise.all([stat(temp.folder), stat(temp.path(NAME))]);
  expect([made.uid, made.gid, made.mode & 0o777]).toEqual([folder.uid, folder.gid, 0o640]);
});
