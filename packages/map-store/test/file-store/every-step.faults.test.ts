import { atFullSize } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { adding, domain, keeping, namesOf, removing, server, slots } from "../../src/contract/harness.js";
import { type Change, poolOf, StoreError } from "../../src/index.js";
import { diskError, faultyFileSystem } from "../faulty-file-system.js";
import type { TempStore } from "../temp-store.js";
import { killedUpdate } from "./killed-update.js";
import { preparedStore } from "./prepared-store.js";

const HIDDEN = /^\./;
const STEP_LIMIT = 200; // more than any update takes
const CODES = atFullSize(["ENOSPC", "EIO", "EACCES", "EROFS"], ["ENOSPC"]);
const CHANGES: readonly (readonly [name: string, change: Change<unknown>, torn: string])[] = [
  ["an addition", adding("new.example.com", 2), ""],
  ["an addition, with a journal that is written from scratch", adding("new.example.com", 2), '{"torn'],
  ["a removal", removing("old.example.com"), ""],
  [
    "a removal, an addition and a change at once",
    (snapshot) => {
      const added = adding("new.example.com", 2)(snapshot);
      const state = removing("old.example.com")({ ...snapshot, ...added })?.state ?? snapshot.state;
      const kept = { names: new Set([domain("kept.example.com")]), servers: slots(server("192.0.2.9")) };
      return { state: { ...state, pools: new Map([...state.pools, [3, kept]]) }, result: 1 };
    },
    "",
  ],
];

/** The files without what a killed or failing writer leaves, which the next one removes. */
async function visible(temp: TempStore): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await temp.files()).filter(([name]) => !HIDDEN.test(name)));
}

async function newFiles(change: Change<unknown>): Promise<Record<string, string>> {
  const { temp, open } = await preparedStore();
  await using _ = temp;
  await open().update(change);
  return await temp.files();
}

/** Calls `run` for step 1, 2, … until a whole update was made without reaching the step. */
async function forEachStep(
  run: (faultAt: number) => Promise<{ readonly isReached: boolean }>,
): Promise<void> {
  let reached = 0;
  for (let step = 1; step <= STEP_LIMIT; step++) {
    if (!(await run(step)).isReached) break;
    reached = step;
  }
  expect(reached).toBeGreaterThan(10);
  expect(reached).toBeLessThan(STEP_LIMIT);
}

describe.each(CHANGES)("%s", (_, change, torn) => {
  it.each(CODES)("is rolled back, reported and possible again when one step fails with %s", async (code) => {
    const wanted = await newFiles(change);
    await forEachStep(async (faultAt) => {
      const { temp, open, old } = await preparedStore(torn);
      await using _temp = temp;
      let isReached = false;
      const fileSystem = faultyFileSystem(({ number }) => {
        if (number !== faultAt) return;
        isReached = true;
        throw diskError(code);
      });
      const [outcome] = await Promise.allSettled([open(fileSystem).update(change)]);
      if (outcome.status === "rejected") {
        expect(outcome.reason).toMatchObject({
          code: expect.stringMatching(/^(?:UNREADABLE|UNWRITABLE)$/),
          message: expect.stringContaining(temp.folder),
        });
        expect(await visible(temp)).toEqual(old);
        await open().update(change);
        expect(await temp.files()).toEqual(wanted);
      } else {
        // The step did not matter: a second name that was not possible, or a temporary file left behind.
        expect(await visible(temp)).toEqual(wanted);
      }
      return { isReached };
    });
  });

  it("is the old or the new state, and possible again, when the disk fails at a step and stays so", async () => {
    const wanted = await newFiles(change);
    const codes = new Set<string>();
    await forEachStep(async (faultAt) => {
      const { temp, open, old } = await preparedStore(torn);
      await using _temp = temp;
      let isReached = false;
      const fileSystem = faultyFileSystem(({ number }) => {
        if (number < faultAt) return;
        isReached = true;
        throw diskError("EIO");
      });
      const [outcome] = await Promise.allSettled([open(fileSystem).update(change)]);
      if (outcome.status === "rejected") {
        expect(StoreError.isInstance(outcome.reason)).toBe(true);
        codes.add(outcome.reason.code);
        if (outcome.reason.code !== "OUTCOME_UNKNOWN") expect(await visible(temp)).toEqual(old);
      }
      await expectOldOrNew(temp, old, wanted);
      await open().update((snapshot) =>
        poolOf(snapshot.state, domain("new.example.com")) === undefined
          ? change(snapshot)
          : keeping(snapshot),
      );
      return { isReached };
    });
    expect([...codes].sort()).toEqual(["OUTCOME_UNKNOWN", "UNREADABLE", "UNWRITABLE"]);
  });

  it("is the old or the new state, with nothing left behind, when the process is killed at any step", async () => {
    const wanted = await newFiles(change);
    await forEachStep(async (faultAt) => {
      const { temp, open, old } = await preparedStore(torn);
      await using _temp = temp;
      const isReached = await killedUpdate(open, change, faultAt);
      await expectOldOrNew(temp, old, wanted);
      const { state } = await open().read();
      const { revision } = await open().update(keeping);
      expect(await open().read()).toMatchObject({
        revision,
        state,
        problems: [],
        orphans: [],
        missing: new Map(),
      });
      expect((await open().update(keeping)).revision).toBe(revision);
      // What the crash left of names that have no line is gone.
      const known = namesOf(state).map(([name]) => name);
      expect(known).toEqual(expect.arrayContaining(Object.keys(JSON.parse(await temp.text("servers.json")))));
      expect(Object.keys(await temp.files())).toEqual(["domains.map", "servers.json", "servers.state"]);
      return { isReached };
    });
  });
});

/** By what the map says: servers of a domain that is not in it have no effect. */
async function expectOldOrNew(
  temp: TempStore,
  old: Record<string, string>,
  wanted: Record<string, string>,
): Promise<void> {
  const map = await temp.text("domains.map");
  expect([old["domains.map"], wanted["domains.map"]]).toContain(map);
  const { state } = await temp.open().read();
  const expected = JSON.parse((map === old["domains.map"] ? old : wanted)["servers.json"] ?? "");
  const found = JSON.parse(await temp.text("servers.json"));
  for (const [name, pool] of namesOf(state)) {
    if (name === domain("kept.example.com")) continue; // its servers are changed by themselves
    expect(state.pools.get(pool)?.servers.size).toBe(1);
    expect(found[name]).toEqual(expected[name]);
  }
}
