import { mkdir, readFile, rename, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ChangeStep, LoadBalancerError } from "@haproxy-mcp/load-balancer";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createHistory, type Entry, type RecordedCall } from "../../src/history/history.js";
import { type HistoryEntry, resultOf } from "../../src/history/history-entry.js";
import { withClient } from "../../src/history/with-client.js";
import type { Log } from "../../src/program/log.js";
import { addedDomain } from "../support/entries.js";
import { CALLER } from "../support/tool-calls.js";

const CALL: RecordedCall = { caller: CALLER, operation: "add_domain", input: { domain: "d1.example.test" } };
const [{ step, before, after, difference } = { step: 0 } as HistoryEntry["steps"][number]] =
  addedDomain().steps;
const STEP: ChangeStep = { step, before, after, difference };
/** A state without the domain that the step adds. */
const EMPTY = { revision: "r0", state: { pools: new Map(), foreign: new Map() } };
const quiet = () => {};
const LOG: Log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const DEAD = { pid: 1, started: "never" };

async function arrange({ now = EMPTY as object } = {}) {
  const folder = await temporaryFolder("history-");
  const file = join(folder.path, "history.jsonl");
  const create = () => createHistory({ file, read: async () => now as never, log: LOG });
  const history = create();
  return {
    file,
    history,
    create,
    record: (work: (entry: Entry) => Promise<unknown>) => history.record(CALL, work),
    async entries() {
      const found: HistoryEntry[] = [];
      for await (const one of history.entries()) if ("entry" in one) found.push(one.entry);
      return found;
    },
    lines: async () =>
      (await readFile(file, "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    /** What a process that was killed left: lines without their end. */
    killed: (...steps: readonly ChangeStep[]) =>
      writeFile(
        file,
        [
          { ...addedDomain(), kind: "begin", writer: DEAD, steps: undefined, end: undefined },
          ...steps.map((step) => ({ ...step, kind: "step", id: addedDomain().id })),
        ]
          .map((line) => `${JSON.stringify(line)}\n`)
          .join(""),
      ),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

it("records a change before it is made, and its end before its result is known", async () => {
  await using arranged = await arrange();
  const result = await arranged.record(async (entry) => {
    await entry.intend(STEP);
    expect((await arranged.lines()).map(({ kind }) => kind)).toEqual(["begin", "step"]);
    expect((await arranged.entries()).map(resultOf)).toEqual(["in progress"]);
    return "added";
  });
  expect(result).toBe("added");
  const [entry] = await arranged.entries();
  expect(entry).toMatchObject({
    caller: CALLER,
    operation: "add_domain",
    arguments: { domain: "d1.example.test" },
    steps: [{ step: 0, difference: { names: [{ name: "d1.example.test", after: 1 }] } }],
    end: { result: "done", durationMs: expect.any(Number) },
  });
  expect(entry?.id).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/);
});

it("has no entry of a call that began nothing", async () => {
  await using arranged = await arrange();
  await arranged.record(async () => "nothing to do");
  await expect(arranged.record(() => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
  expect(await arranged.entries()).toEqual([]);
});

it.each([
  ["NOT_APPLIED", "rolled back", EMPTY],
  ["OUTCOME_UNKNOWN", "unknown", EMPTY],
  // what failed came after the change, such as a wait
  ["HAPROXY_UNREACHABLE", "failed", { ...EMPTY, revision: "r1" }],
] as const)("records a change that ended with %s as %s", async (code, result, now) => {
  await using arranged = await arrange({ now });
  const failing = arranged.record(async (entry) => {
    await entry.intend(STEP);
    throw new LoadBalancerError(code, "why");
  });
  await expect(failing).rejects.toMatchObject({ code });
  expect((await arranged.entries())[0]?.end).toMatchObject({ result, error: { code, message: "why" } });
});

it("records as rolled back what was put back after several steps, while others changed other names", async () => {
  await using arranged = await arrange({ now: { ...EMPTY, revision: "r9" } });
  const { names, kept } = STEP.difference;
  const failed = names.map((one) => ({ ...one, name: `www.${one.name}` as typeof one.name }));
  const back = names.map((one) => ({ ...one, before: one.after, after: one.before }));
  const failing = arranged.record(async (entry) => {
    await entry.intend({ ...STEP, difference: { names, servers: [], kept } });
    await entry.intend({ ...STEP, step: 1, difference: { names: failed, servers: [], kept } });
    await entry.intend({ ...STEP, step: 2, difference: { names: back, servers: [], kept } });
    throw new LoadBalancerError("NOT_HEALTHY", "why");
  });
  await expect(failing).rejects.toMatchObject({ code: "NOT_HEALTHY" });
  expect((await arranged.entries())[0]?.end?.result).toBe("rolled back");
});

it("keeps the message of a bug out of the history", async () => {
  await using arranged = await arrange();
  const failing = arranged.record(async (entry) => {
    await entry.begin();
    throw new TypeError("secret");
  });
  await expect(failing).rejects.toThrow("secret");
  expect(await readFile(arranged.file, "utf8")).not.toContain("secret");
  expect((await arranged.entries())[0]?.end).toMatchObject({ result: "failed", error: { code: "INTERNAL" } });
});

it("counts the last try of a step", async () => {
  await using arranged = await arrange();
  await arranged.record(async (entry) => {
    await entry.intend(STEP);
    await entry.intend({ ...STEP, before: "r5", after: "r6" });
  });
  expect((await arranged.entries())[0]?.steps.map(({ before }) => before)).toEqual(["r5"]);
});

it("refuses a change that it can't record, and records no end of it", async () => {
  await using arranged = await arrange();
  await writeFile(arranged.file, "");
  const { file } = arranged;
  const broken = createHistory({
    file: join(file, "history.jsonl"),
    read: async () => EMPTY as never,
    log: LOG,
  });
  await expect(broken.record(CALL, (entry) => entry.intend(STEP))).rejects.toMatchObject({
    code: "HISTORY_UNWRITABLE",
    message: expect.stringContaining("cannot write"),
  });
});

it("writes an end that it could not write before the history is read", async () => {
  await using arranged = await arrange();
  const away = `${arranged.file}.away`;
  await arranged.record(async (entry) => {
    await entry.intend(STEP);
    await rename(arranged.file, away);
    await mkdir(arranged.file);
  });
  await rmdir(arranged.file);
  await rename(away, arranged.file);
  expect((await arranged.entries()).map(resultOf)).toEqual(["done"]);
});

it("ends a call that it could not record, should a full disk have taken a part of its lines", async () => {
  await using arranged = await arrange();
  await mkdir(arranged.file);
  let id = "";
  const refused = arranged.record((entry) => {
    id = entry.id;
    return entry.intend(STEP);
  });
  await expect(refused).rejects.toMatchObject({ code: "HISTORY_UNWRITABLE" });
  await rmdir(arranged.file);
  const begin = { ...addedDomain({ id }), kind: "begin", steps: undefined, end: undefined };
  await writeFile(arranged.file, `${JSON.stringify(begin)}\n{"kind":"st`);
  await arranged.record((entry) => entry.intend(STEP));
  expect((await arranged.entries()).map(({ end }) => end?.result)).toEqual(["done", "rolled back"]);
});

it.each([
  ["after", { ...EMPTY, revision: "r1" }, "done"],
  ["before", EMPTY, "rolled back"],
  // others changed other names since
  ["as before, at another revision", { ...EMPTY, revision: "r9" }, "rolled back"],
])("finds at a start that a killed process left the files as they were %s", async (_when, now, result) => {
  await using arranged = await arrange({ now });
  await arranged.killed(STEP);
  expect((await arranged.entries()).map(resultOf)).toEqual(["unknown"]);
  await arranged.history.settle();
  await arranged.history.settle();
  expect((await arranged.entries()).map(({ end }) => end)).toMatchObject([{ result, derived: true }]);
  expect((await arranged.lines()).length).toBe(3);
});

it("finds by a later entry that the change of a killed process was made", async () => {
  await using arranged = await arrange({ now: { ...EMPTY, revision: "r7" } });
  await arranged.killed({ ...STEP, difference: { ...STEP.difference, servers: [] } });
  await arranged.record((entry) => entry.intend({ ...STEP, before: "r1", after: "r7" }));
  await arranged.history.settle();
  expect((await arranged.entries())[1]?.end).toMatchObject({ result: "done", derived: true });
});

it("can't know how a call of a killed process ended that changed no file", async () => {
  await using arranged = await arrange();
  await arranged.killed();
  await arranged.history.settle();
  expect((await arranged.entries())[0]?.end).toMatchObject({ result: "unknown", derived: true });
});

it("leaves the entries of processes that are running, and links what was undone", async () => {
  await using arranged = await arrange({ now: { ...EMPTY, revision: "r1" } });
  let id = "";
  await arranged.record(async (entry) => {
    id = entry.id;
    await entry.intend(STEP);
    await arranged.create().settle();
    expect((await arranged.lines()).length).toBe(2);
  });
  await arranged.record((entry) => entry.undoing(id).intend({ ...STEP, before: "r1", after: "r0" }));
  const [undo, undone] = await arranged.entries();
  expect([undo?.undoes, undone?.undoneBy]).toEqual([id, undo?.id]);
});

it.each([
  ["a server that is none", { servers: [{ pool: 1, slot: 1, before: null, after: "10.0.0.1" }] }],
  ["a pool that is none", { names: [{ name: "d1.example.test", after: "pool_1" }] }],
])("skips a step with %s, and shows the others", async (_what, edited) => {
  await using arranged = await arrange();
  const broken = { ...STEP, difference: { ...STEP.difference, ...edited } } as unknown as ChangeStep;
  await arranged.record(async (entry) => {
    await entry.intend(broken);
    await entry.intend({ ...STEP, step: 1 });
  });
  expect((await arranged.entries())[0]?.steps.map(({ step }) => step)).toEqual([1]);
});

it("cuts long arguments", async () => {
  await using arranged = await arrange();
  const servers = [...Array(60).keys()];
  const document = { pools: servers, text: "x".repeat(600) };
  const small = { pools: [1] };
  const given = { document, small, domain: "x".repeat(600), servers };
  const input = { ...given, replace: false, dry_run: false, ip: undefined };
  await arranged.history.record({ ...CALL, input }, (entry) => entry.begin());
  expect((await arranged.entries())[0]?.arguments).toEqual({
    document: `an object of ${JSON.stringify(document).length} characters`,
    small,
    domain: `${"x".repeat(500)}… (600 characters)`,
    servers: [...servers.slice(0, 50), "and 10 more"],
  });
});

it("records clients as they report themselves, on one short line", () => {
  const client = { name: "claude\n-code\u202e", version: "2".repeat(200) };
  expect(withClient(CALLER, undefined)).toEqual(CALLER);
  expect(withClient(CALLER, client).client).toBe(`claude-code ${"2".repeat(88)}`);
});
