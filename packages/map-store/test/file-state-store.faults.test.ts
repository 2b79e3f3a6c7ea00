import { chmod, rm, stat } from "node:fs/promises";
import { setImmediate as immediate } from "node:timers/promises";
import { type FileSystem, nodeFileSystem, type OpenFolder } from "@haproxy-mcp/durable-files";
import { describe, expect, it } from "vitest";
import { adding, domain, removing, server, slots } from "../src/contract/harness.js";
import { type DesiredState, type StateSnapshot, StoreError } from "../src/index.js";
import { type DiskStep, diskError, faultyFileSystem, looseLocker } from "./faulty-file-system.js";
import { type TempStore, tempStore } from "./temp-store.js";

const HIDDEN = /^\./;
const STEP_LIMIT = 200; // more than any update takes
const CODES = ["ENOSPC", "EIO", "EACCES", "EROFS"];
const OLD = adding("old.example.com", 1);
const CHANGES: readonly (readonly [
  string,
  (snapshot: StateSnapshot) => { readonly state: DesiredState; readonly result: unknown },
])[] = [
  ["an addition", adding("new.example.com", 2)],
  ["a removal", removing("old.example.com")],
  [
    "a removal, an addition and a change at once",
    (snapshot) => {
      const { state } = removing("old.example.com")(
        adding("new.example.com", 2)(snapshot) as unknown as StateSnapshot & { state: DesiredState },
      );
      return {
        state: {
          ...state,
          servers: new Map([...state.servers, [domain("kept.example.com"), slots(server("192.0.2.9"))]]),
        },
        result: 1,
      };
    },
  ],
];

async function preparedStore() {
  const temp = await tempStore({ "domains.map": "# ours\nkept.example.com pool_3\n" });
  const derived = [
    { file: temp.path("servers.state"), render: (state: DesiredState) => `${[...state.servers.keys()]}\n` },
  ];
  const open = (fileSystem: FileSystem = nodeFileSystem) =>
    temp.open({ derived, fileSystem, locker: looseLocker() });
  await open().update(OLD);
  return { temp, open, old: await temp.files() };
}

/** The files without what a killed or failing writer leaves, which the next one removes. */
async function visible(temp: TempStore): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await temp.files()).filter(([name]) => !HIDDEN.test(name)));
}

async function newFiles(change: (typeof CHANGES)[number][1]): Promise<Record<string, string>> {
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

describe.each(CHANGES)("%s", (_, change) => {
  it.each(CODES)("is undone, reported and possible again when one step fails with %s", async (code) => {
    const wanted = await newFiles(change);
    await forEachStep(async (faultAt) => {
      const { temp, open, old } = await preparedStore();
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
      const { temp, open, old } = await preparedStore();
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
      await open().update(({ state }) =>
        state.domains.has(domain("new.example.com"))
          ? { state, result: 0 }
          : change({ state } as StateSnapshot),
      );
      return { isReached };
    });
    expect([...codes].sort()).toEqual(["OUTCOME_UNKNOWN", "UNREADABLE", "UNWRITABLE"]);
  });

  it("is the old or the new state, with nothing left behind, when the process is killed at any step", async () => {
    const wanted = await newFiles(change);
    await forEachStep(async (faultAt) => {
      const { temp, open, old } = await preparedStore();
      await using _temp = temp;
      const steps: DiskStep[] = [];
      const underWay = new Set<Promise<unknown>>();
      const opened = new Set<OpenFolder>();
      const killed = new Promise<"killed">((resolve) => {
        const fileSystem = faultyFileSystem(
          async (step) => {
            steps.push(step);
            if (step.number < faultAt) return;
            resolve("killed");
            await new Promise(() => {}); // as if it were: nothing more begins on the disk from here on
          },
          underWay,
          opened,
        );
        open(fileSystem)
          .update(change)
          .then(
            () => resolve("killed"),
            () => resolve("killed"),
          );
      });
      await killed;
      // a step that was let through just before begins a moment later
      await immediate();
      await Promise.allSettled(underWay);
      for (const folder of opened) await folder[Symbol.asyncDispose]();
      await expectOldOrNew(temp, old, wanted);
      const { revision } = await open().read();
      expect((await open().update(({ state }) => ({ state, result: 0 }))).revision).toBe(revision);
      expect(Object.keys(await temp.files())).toEqual(["domains.map", "servers.json", "servers.state"]);
      return { isReached: steps.length >= faultAt };
    });
  });
});

/** By what the map says: servers of a domain that is not in it are void. */
async function expectOldOrNew(
  temp: TempStore,
  old: Record<string, string>,
  wanted: Record<string, string>,
): Promise<void> {
  const map = await temp.text("domains.map");
  expect([old["domains.map"], wanted["domains.map"]]).toContain(map);
  const { domains, servers } = (await temp.open().read()).state;
  const expected = JSON.parse((map === old["domains.map"] ? old : wanted)["servers.json"] ?? "");
  const found = JSON.parse(await temp.text("servers.json"));
  for (const name of domains.keys()) {
    if (name === domain("kept.example.com")) continue; // its servers are changed by themselves
    expect(servers.has(name)).toBe(true);
    expect(found[name]).toEqual(expected[name]);
  }
}

describe("a confirmation that fails", () => {
  const refuse = { confirm: () => Promise.reject(new Error("HAProxy said no")) };

  it("puts every file back with its mode, where there are no hard links too", async () => {
    for (const hasLinks of [true, false]) {
      const { temp, open, old } = await preparedStore();
      await using _temp = temp;
      await chmod(temp.mapFile, 0o604);
      const fileSystem = faultyFileSystem(({ operation }) => {
        if (operation === "link" && !hasLinks) throw diskError("EPERM");
      });
      await expect(open(fileSystem).update(adding("new.example.com", 2), refuse)).rejects.toThrow(
        "HAProxy said no",
      );
      expect(await temp.files()).toEqual(old);
      expect((await stat(temp.mapFile)).mode & 0o777).toBe(0o604);
    }
  });

  it("needs no space on the disk to put them back", async () => {
    const { temp, open, old } = await preparedStore();
    await using _temp = temp;
    let isFull = false;
    const fileSystem = faultyFileSystem(({ operation }) => {
      if (operation === "create" && isFull) throw diskError("ENOSPC");
    });
    const update = open(fileSystem).update(adding("new.example.com", 2), {
      confirm: async () => {
        isFull = true;
        throw new Error("HAProxy said no");
      },
    });
    await expect(update).rejects.toThrow("HAProxy said no");
    expect(await temp.files()).toEqual(old);
  });

  it("puts them back in reverse order", async () => {
    const { temp, open } = await preparedStore();
    await using _temp = temp;
    const order: string[] = [];
    const fileSystem = {
      ...nodeFileSystem,
      rename: async (from: string, to: string) => {
        order.push(to.slice(temp.folder.length + 1));
        await nodeFileSystem.rename(from, to);
      },
    };
    await expect(open(fileSystem).update(adding("new.example.com", 2), refuse)).rejects.toThrow();
    expect(order).toEqual([
      "servers.json",
      "servers.state",
      "domains.map",
      "domains.map",
      "servers.state",
      "servers.json",
    ]);
  });

  it("removes what was not there before", async () => {
    await using temp = await tempStore();
    await expect(temp.open().update(adding("new.example.com", 2), refuse)).rejects.toThrow("HAProxy said no");
    expect(await temp.files()).toEqual({});
  });

  it("is reported as unknown, with both causes, when the files cannot be put back", async () => {
    const { temp, open } = await preparedStore();
    await using _temp = temp;
    let isBroken = false;
    const fileSystem = faultyFileSystem(({ operation }) => {
      if (operation === "rename" && isBroken) throw diskError("EIO");
    });
    const said = new Error("HAProxy said no");
    const update = open(fileSystem).update(adding("new.example.com", 2), {
      confirm: async () => {
        isBroken = true;
        throw said;
      },
    });
    await expect(update).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: "HAProxy said no; and the files could not be put back: EIO: injected",
      cause: { errors: [said, { code: "EIO" }] },
    });
  });

  it("leaves alone what somebody wrote in the meantime, and says so", async () => {
    const { temp, open } = await preparedStore();
    await using _temp = temp;
    const update = open().update(adding("new.example.com", 2), {
      confirm: async () => {
        await temp.write("domains.map", "# edited\n");
        throw new Error("HAProxy said no");
      },
    });
    await expect(update).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
      message: expect.stringContaining("changed by somebody else"),
    });
    expect(await temp.text("domains.map")).toBe("# edited\n");
  });
});

describe("a lost lock", () => {
  const openHeld = (temp: TempStore, answers: number) => {
    let asked = 0;
    return temp.open({ locker: looseLocker(() => ++asked <= answers) });
  };

  it("before the first file: nothing happened", async () => {
    await using temp = await tempStore();
    await expect(openHeld(temp, 0).update(adding("a.example.com", 1))).rejects.toMatchObject({
      code: "LOCKED",
    });
    expect(await temp.files()).toEqual({});
  });

  it("between two files: no further write, and unknown", async () => {
    await using temp = await tempStore();
    await expect(openHeld(temp, 1).update(adding("a.example.com", 1))).rejects.toMatchObject({
      code: "OUTCOME_UNKNOWN",
    });
    expect(Object.keys(await temp.files())).toEqual(["servers.json"]);
  });

  it("while the change is confirmed: unknown", async () => {
    await using temp = await tempStore();
    const update = openHeld(temp, 2).update(adding("a.example.com", 1), { confirm: async () => {} });
    await expect(update).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(Object.keys(await temp.files())).toEqual(["domains.map", "servers.json"]);
  });
});

it("does not write over a file that was edited between reading and writing", async () => {
  const { temp, open, old } = await preparedStore();
  await using _temp = temp;
  const update = open().update((snapshot) => adding("new.example.com", 2)(snapshot));
  await update;
  const fileSystem = faultyFileSystem(async ({ operation, file }) => {
    if (operation === "create" && file.includes("domains.map")) await temp.write("domains.map", "# edited\n");
  });
  await expect(open(fileSystem).update(removing("old.example.com"))).rejects.toMatchObject({
    code: "LOCKED",
    message: expect.stringContaining(temp.mapFile),
  });
  expect(await temp.text("domains.map")).toBe("# edited\n");
  expect(Object.keys(await temp.files())).toEqual(Object.keys(old));
});

it("clears only what it knows to be its own", async () => {
  const id = "00000000-0000-4000-8000-000000000000";
  const others = {
    ".domains.map.swp": "",
    [`.other.${id}.new`]: "",
    [`domains.map.${id}.new`]: "",
    ".domains.map.bak.old": "",
  };
  await using temp = await tempStore({
    ...others,
    [`.domains.map.${id}.new`]: "",
    [`.servers.json.${id}.old`]: "",
  });
  await temp.open().update(({ state }) => ({ state, result: 0 }));
  expect(await temp.files()).toEqual(others);
});

it("gives up reading files that never stand still", async () => {
  await using temp = await tempStore({ "domains.map": "" });
  let reading = 0;
  const fileSystem = {
    ...nodeFileSystem,
    read: async () => ({ content: Buffer.from(`# ${reading++}\n`), attributes: { mode: 0o644 } }),
  };
  await expect(temp.open({ fileSystem }).read()).rejects.toMatchObject({ code: "UNREADABLE" });
});

it("reports a file that cannot be read", async () => {
  await using temp = await tempStore();
  const fileSystem = faultyFileSystem(({ operation }) => {
    if (operation === "read") throw diskError("EACCES");
  });
  await expect(temp.open({ fileSystem }).read()).rejects.toMatchObject({
    code: "UNREADABLE",
    message: `cannot read ${temp.mapFile}: EACCES: injected`,
  });
  await rm(temp.folder, { recursive: true });
});
