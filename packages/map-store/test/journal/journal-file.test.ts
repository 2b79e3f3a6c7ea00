import { execFileSync } from "node:child_process";
import { appendFile, chmod, mkdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { describe, expect, it } from "vitest";
import { adding, domain, keeping, removing } from "../../src/contract/harness.js";
import type { Change } from "../../src/index.js";
import { endLine, entryLine } from "../../src/journal/journal-lines.js";
import { parseJournal } from "../../src/journal/parse-journal.js";
import { diskError, faultyFileSystem, looseLocker } from "../faulty-file-system.js";
import { JOURNAL, lateClock, type TempStore, tempStore } from "../temp-store.js";
import { entryOf } from "./journals.js";

const MAX_LINE_BYTES = 500;
const MIN_APPENDED_BYTES = 262_144;
const late = { clock: lateClock };

async function committed(): Promise<TempStore> {
  const temp = await tempStore();
  await temp.open().update(adding("one.test", 1));
  await temp.open().update(adding("two.test", 2));
  return temp;
}

const recordedIn = async (temp: TempStore) => parseJournal(Buffer.from(await temp.text(JOURNAL))).recorded;
const committedIn = async (temp: TempStore) =>
  [...(await recordedIn(temp)).journal.names].flatMap(([pool, names]) =>
    [...names].map((name) => `${name} ${pool}`),
  );

describe("what is written", () => {
  it("is a base and a line for each change and its end, which say what was committed", async () => {
    await using temp = await committed();
    const lines = (await temp.text(JOURNAL)).split("\n");
    expect(lines.map((line) => Object.keys(JSON.parse(line || "{}"))[0])).toEqual([
      "journal",
      "id",
      "end",
      "id",
      "end",
      undefined,
    ]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(MAX_LINE_BYTES);
    expect(await committedIn(temp)).toEqual(["one.test 1", "two.test 2"]);
    expect((await recordedIn(temp)).journal.revision).toBe((await temp.open().read()).revision);
  });

  it("is nothing for a change that changes nothing, also of the second store and of one that is refused", async () => {
    await using temp = await committed();
    const before = await temp.text(JOURNAL);
    await temp.open().update(keeping);
    await temp.open().update(() => undefined);
    await expect(
      temp.open().update(() => {
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await temp.text(JOURNAL)).toBe(before);
  });

  it("is nothing where there are no files and none are made", async () => {
    await using temp = await tempStore();
    await temp.open().update(keeping);
    await expect(stat(temp.path(JOURNAL))).rejects.toThrow("ENOENT");
  });

  it("is what counts as committed where files that were there before are taken over, or edited by hand", async () => {
    await using temp = await tempStore({ "domains.map": "one.test pool_1\n" });
    await temp.open().update(keeping);
    expect(await committedIn(temp)).toEqual(["one.test 1"]);
    await temp.write("domains.map", "one.test pool_1\ntwo.test pool_2\n");
    await temp.open(late).update(keeping);
    expect(await committedIn(temp)).toEqual(["one.test 1", "two.test 2"]);
  });

  it("is not part of the revision, and no news for a watcher", async () => {
    await using temp = await committed();
    const before = await temp.open().read();
    const caller = new AbortController();
    const events = temp.open({ pollMs: 1 }).watch(caller.signal)[Symbol.asyncIterator]();
    await events.next();
    await temp.write(JOURNAL, "{}");
    expect((await temp.open().read()).revision).toBe(before.revision);
    const { revision } = await temp.open(late).update(adding("three.test", 3));
    expect((await events.next()).value).toMatchObject({ snapshot: { revision } });
    caller.abort();
  });

  it("keeps its mode when it is written from scratch", async () => {
    await using temp = await committed();
    await chmod(temp.path(JOURNAL), 0o640);
    await temp.write(JOURNAL, "torn");
    await temp.open().update(adding("three.test", 3));
    expect((await stat(temp.path(JOURNAL))).mode & 0o777).toBe(0o640);
    expect(await committedIn(temp)).toEqual(["one.test 1", "two.test 2", "three.test 3"]);
  });
});

it("is written from scratch when what was appended is more than 256 KiB and than the base", async () => {
  await using temp = await committed();
  const many = Array.from({ length: 3_000 }, (_, index) => domain(`name-of-a-customer-${index}.example.com`));
  const put: Change<undefined> = ({ state }) => {
    const one = {
      names: new Set([domain("one.test"), ...many]),
      servers: state.pools.get(1)?.servers ?? new Map(),
    };
    return { state: { ...state, pools: new Map([...state.pools, [1, one]]) }, result: undefined };
  };
  const take: Change<undefined> = ({ state }) => {
    const one = { names: new Set([domain("one.test")]), servers: state.pools.get(1)?.servers ?? new Map() };
    return { state: { ...state, pools: new Map([...state.pools, [1, one]]) }, result: undefined };
  };
  const store = temp.open();
  let largest = 0;
  let rewritten = 0;
  for (let round = 0, before = 0; round < 8; round++) {
    await store.update(round % 2 === 0 ? put : take);
    const { size } = await stat(temp.path(JOURNAL));
    if (size < before) rewritten++;
    before = size;
    largest = Math.max(largest, size);
  }
  expect(rewritten).toBeGreaterThan(0);
  expect(largest).toBeLessThan(3 * MIN_APPENDED_BYTES);
  const read = await temp.open().read();
  expect([read.missing.size, read.problems, read.loss]).toEqual([0, [], undefined]);
  expect(await committedIn(temp)).toEqual(["one.test 1", "two.test 2"]);
  // Where a name was survives.
  expect((await recordedIn(temp)).journal.former.size).toBe(3_000);
});

describe("a journal that can't be read", () => {
  it.each([
    ["of a newer version", '{"journal":2}\n', "it has version 2, and this program reads version 1"],
    ["NUL bytes", "\0".repeat(300), "line 1 can't be read"],
    ["nothing", "", "line 1 can't be read"],
    ["another program's", "hello\n", "line 1 can't be read"],
  ])("is reported, counts as none, and is written from scratch: %s", async (_, text, reason) => {
    await using temp = await committed();
    await temp.write(JOURNAL, text);
    await temp.write("domains.map", "two.test pool_2\n");
    const read = await temp.open().read();
    expect(read).toMatchObject({ missing: new Map(), resting: new Map(), loss: undefined });
    expect(read.problems).toEqual([
      {
        kind: "UNREADABLE",
        about: "journal",
        file: temp.path(JOURNAL),
        message: expect.stringContaining(reason),
      },
    ]);
    await temp.open().update(keeping);
    expect((await temp.open().read()).problems).toEqual([]);
    expect(await committedIn(temp)).toEqual(["two.test 2"]);
  });

  it.each(["a pipe", "a file of 400 MB"])("neither takes its time nor its memory: %s", async (what) => {
    await using temp = await committed();
    const file = temp.path(JOURNAL);
    await rm(file);
    if (what === "a pipe") execFileSync("mkfifo", [file]);
    else {
      await temp.write(JOURNAL, "");
      await truncate(file, 400 * 1_048_576);
    }
    expect((await temp.open().read()).problems).toMatchObject([{ about: "journal" }]);
    await temp.open().update(adding("three.test", 3));
    expect((await temp.open().read()).problems).toEqual([]);
  });

  it("stops a change where a folder is in its place, which says so", async () => {
    await using temp = await committed();
    await rm(temp.path(JOURNAL));
    await mkdir(temp.path(JOURNAL));
    const before = await temp.files();
    await expect(temp.open().update(adding("three.test", 3))).rejects.toMatchObject({
      code: "UNWRITABLE",
      message: expect.stringContaining(JOURNAL),
    });
    expect(await temp.files()).toEqual(before);
  });

  it("is not written over where the disk failed: it may be read again later", async () => {
    await using temp = await committed();
    const before = await temp.text(JOURNAL);
    const fileSystem = faultyFileSystem(({ operation, file }) => {
      if (operation === "read" && file.endsWith(JOURNAL)) throw diskError("EIO");
    });
    expect((await temp.open({ fileSystem }).read()).problems).toMatchObject([
      { about: "journal", message: expect.stringContaining("nothing can be changed") },
    ]);
    await expect(temp.open({ fileSystem }).update(adding("three.test", 3))).rejects.toMatchObject({
      code: "UNREADABLE",
      message: expect.stringContaining(JOURNAL),
    });
    expect(await temp.text(JOURNAL)).toBe(before);
  });
});

it.each(["half a line", "\0\0\0", '{"id":"x","at"'])(
  "is written from scratch behind a torn line (%j)",
  async (tail) => {
    await using temp = await committed();
    await appendFile(temp.path(JOURNAL), tail);
    await temp.open().update(adding("three.test", 3));
    const text = await temp.text(JOURNAL);
    expect(text).not.toContain(tail);
    expect(await committedIn(temp)).toEqual(["one.test 1", "two.test 2", "three.test 3"]);
  },
);

it("is made again where it was deleted", async () => {
  await using temp = await committed();
  const store = temp.open();
  await store.read();
  await rm(temp.path(JOURNAL));
  await store.update(adding("three.test", 3));
  expect(await committedIn(temp)).toEqual(["one.test 1", "two.test 2", "three.test 3"]);
});

it("reads what another process, which had the lock as well, wrote behind it meanwhile", async () => {
  await using temp = await committed();
  const ghost = entryOf({ 7: "+ghost.test" }, { id: "other" });
  const other = entryLine(ghost) + endLine({ id: "other", at: 1, tookEffect: true });
  const fileSystem: typeof nodeFileSystem = {
    ...nodeFileSystem,
    async append(file, content, isFlushed) {
      if (!isFlushed) await appendFile(file, other);
      return nodeFileSystem.append(file, content, isFlushed);
    },
  };
  const store = temp.open({ fileSystem });
  await store.update(adding("three.test", 3));
  expect([...(await store.read()).missing]).toEqual([["ghost.test", 7]]);
});

it("survives a writer that lost its lock and wrote down an intent all the same", async () => {
  await using temp = await committed();
  let isHeld = true;
  const slow = temp.open({ locker: looseLocker(() => isHeld), ...late });
  const update = slow.update(adding("loser.test", 9), {
    prepare: async () => {
      isHeld = false;
    },
  });
  await expect(update).rejects.toMatchObject({ code: "LOCKED" });
  const read = await temp.open().read();
  expect([read.missing.size, read.problems, [...read.resting.keys()]]).toEqual([0, [], [9]]);
  await temp.open().update(removing("one.test"));
  expect(await committedIn(temp)).toEqual(["two.test 2"]);
});

it("ends a change in it that a crash cut off after its last file", async () => {
  await using temp = await committed();
  const text = await temp.text(JOURNAL);
  await writeFile(temp.path(JOURNAL), text.replace(/[^\n]+\n$/, "")); // the end of the last change
  await temp.open().update(keeping);
  await temp.write("domains.map", "one.test pool_1\n");
  await temp.open(late).update(adding("three.test", 3));
  expect(Object.keys(JSON.parse(await temp.text("servers.json")))).toContain("two.test");
});
