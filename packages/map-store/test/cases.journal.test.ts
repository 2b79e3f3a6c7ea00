// What the journal makes possible: cases ST3, ST5, ST16 to ST20 at the store. Other inputs of their kinds, all tried here:
// ST3: a comment, a misspelled pool, another backend, a line before it with the same key, upper case
// ST5: white space, NULs at the end, a missing or empty servers.json, half of a backup, a lost journal besides
// ST17: a cut at every byte, CRLF, a servers.json that is being written, an editor that never stops
// ST18, ST19: wildcards, other line ends, removed by us and put back from a backup, two names at once, another process
// ST20: a removal, a name that takes over servers, killed twice, a record that was there before, an edit after a change
import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { adding, domain, keeping, namesOf, removing, server, slots } from "../src/contract/harness.js";
import type { Change, StateSnapshot } from "../src/index.js";
import { fakeClock } from "./fake-clock.js";
import { looseLocker } from "./faulty-file-system.js";
import { killedUpdate } from "./file-store/killed-update.js";
import { both } from "./file-store/planned.js";
import { JOURNAL, lateClock, type TempStore, tempStore } from "./temp-store.js";

const MAP = "one.test pool_1\ntwo.test pool_2\nthree.test pool_3\n";
const STEP_LIMIT = 200; // more than any update takes

/** Three domains that were committed, with a server each. */
async function committed(): Promise<TempStore> {
  const temp = await tempStore();
  await temp.open().update(both(adding("one.test", 1), adding("two.test", 2), adding("three.test", 3)));
  expect(await temp.text("domains.map")).toBe(MAP);
  return temp;
}

const late = { clock: lateClock };
const accepting =
  (...release: string[]): Change<undefined> =>
  (snapshot) => ({
    ...keeping(snapshot),
    state: snapshot.state,
    release: release.map(domain),
    result: undefined,
  });
const missingIn = ({ missing }: StateSnapshot) => [...missing].map(([name, pool]) => `${name} ${pool}`);
const problemsIn = ({ problems }: StateSnapshot) =>
  problems.map(({ kind, line, name, pool }) => `${kind} ${line} ${name} ${pool}`);
const namesIn = ({ state }: StateSnapshot) => namesOf(state).map((entry) => entry.join(" "));
const slotsIn = ({ state }: StateSnapshot, pool: number) => [
  ...(state.pools.get(pool)?.servers.keys() ?? []),
];
const records = async (temp: TempStore) => Object.keys(JSON.parse(await temp.text("servers.json")));

describe("ST1, ST3: a name whose line is not understood is missing, not removed", () => {
  it.each([
    ["a remark behind it", "two.test pool_2 # moved", "UNREADABLE 2 two.test 2"],
    ["a comment", "# two.test pool_2", "COMMENTED_OUT 2 two.test 2"],
    ["letters behind the pool", "two.test pool_2x", "UNREADABLE 2 two.test 2"],
    ["no pool", "two.test", "UNREADABLE 2 two.test undefined"],
    ["upper case", "Two.test pool_2", "INEFFECTIVE 2 two.test 2"],
    ["another backend", "two.test be_legacy", undefined],
    ["a misspelled pool", "two.test pol_2", undefined],
  ])("%s: kept through another change, and back when the line is corrected", async (_, line, problem) => {
    await using temp = await committed();
    const before = await temp.open().read();
    await temp.write("domains.map", MAP.replace("two.test pool_2", line));
    await temp.open(late).update(adding("four.test", 4));
    const after = await temp.open().read();
    expect([missingIn(after), problemsIn(after)]).toEqual([
      ["two.test 2"],
      problem === undefined ? [] : [problem],
    ]);
    expect(after.loss).toBeUndefined();
    expect(await temp.text("domains.map")).toContain(line);
    expect(await records(temp)).toContain("two.test");
    await temp.write("domains.map", MAP);
    expect(await temp.open().read()).toMatchObject({
      state: before.state,
      problems: [],
      missing: new Map([["four.test", 4]]),
    });
  });

  it("files that follow from the state are given the names that stay missing", async () => {
    await using temp = await committed();
    await temp.write("domains.map", "one.test pool_1\n# two.test pool_2\n");
    const derived = [
      {
        file: temp.path("missing.txt"),
        render: ({ missing }: Pick<StateSnapshot, "missing">) => [...missing].join(";"),
      },
    ];
    await temp.open({ ...late, derived }).update(accepting("three.test"));
    expect(await temp.text("missing.txt")).toBe("two.test,2");
    await temp.open({ ...late, derived }).update(accepting("two.test"));
    expect(await temp.text("missing.txt")).toBe("");
  });

  it("a line before it with the same key decides, and the committed pool is missing", async () => {
    await using temp = await committed();
    await temp.write("domains.map", `two.test pool_9\n${MAP}`);
    const read = await temp.open().read();
    expect([missingIn(read), problemsIn(read)]).toEqual([["two.test 2"], ["SHADOWED 3 two.test 2"]]);
  });
});

describe("ST5: what was lost is reported", () => {
  it("and records of names without a line are no loss when they go", async () => {
    await using temp = await committed();
    const servers = await temp.text("servers.json");
    const [record] = Object.values(JSON.parse(servers) as Record<string, unknown>);
    const orphans = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`orphan${i}.test`, record]));
    await temp.write("servers.json", JSON.stringify({ ...JSON.parse(servers), ...orphans }));
    await temp.open(late).update(accepting());
    await temp.write("servers.json", servers);

    expect((await temp.open().read()).loss).toBeUndefined();
  });

  it.each([
    ["map", undefined, "domains.map is missing, and 3 domains were committed last"],
    ["map", "", "domains.map is empty, and 3 domains were committed last"],
    ["map", "\0".repeat(47), "domains.map is empty, and 3 domains were committed last"],
    ["map", " \r\n\n", "domains.map is empty, and 3 domains were committed last"],
    [
      "map",
      `one.test pool_1\n${"\0".repeat(20)}`,
      "domains.map has lost 2 of the 3 domains that were committed last",
    ],
    ["map", `${MAP}\0\0`, "domains.map has NUL bytes, as after a power cut"],
    ["map", "three.test pool_3\n", "domains.map has lost 2 of the 3 domains that were committed last"],
    ["servers", undefined, "servers.json is missing, and 3 servers were committed last"],
    ["servers", "", "servers.json is empty, and 3 servers were committed last"],
    ["servers", "{}", "servers.json has lost 3 of the 3 servers that were committed last"],
  ])("%s: %j", async (which, text, loss) => {
    await using temp = await committed();
    const name = which === "map" ? "domains.map" : "servers.json";
    if (text === undefined) await rm(temp.path(name));
    else await temp.write(name, text);
    expect((await temp.open().read()).loss).toBe(loss);
    let seen: string | undefined;
    await temp.open(late).update((snapshot) => {
      seen = snapshot.loss;
      return undefined;
    });
    expect(seen).toBe(loss);
    expect((await temp.open().read()).loss).toBe(loss);
  });

  it("is accepted by an update that releases the names", async () => {
    await using temp = await committed();
    await temp.write("domains.map", "one.test pool_1\n");
    await temp.open(late).update(accepting("two.test", "three.test"));
    const read = await temp.open().read();
    expect([read.loss, missingIn(read), [...read.resting.keys()]]).toEqual([undefined, [], [2, 3]]);
    expect(read.orphans.map(({ name, since }) => [name, since instanceof Date])).toEqual([
      ["two.test", true],
      ["three.test", true],
    ]);
  });

  it("is not known where the journal is lost, too, or where nothing was committed", async () => {
    await using temp = await committed();
    await Promise.all([rm(temp.mapFile), rm(temp.path(JOURNAL))]);
    expect(await temp.open().read()).toMatchObject({
      loss: undefined,
      missing: new Map(),
      resting: new Map(),
    });
    await using fresh = await tempStore({ "domains.map": "" });
    await fresh.open().update(keeping);
    expect((await fresh.open().read()).loss).toBeUndefined();
  });
});

describe("ST17: a file that is being written", () => {
  it.each(["\n", "\r\n"])("never gives a name another pool, wherever it is cut off (%j)", async (end) => {
    await using temp = await tempStore();
    await temp.open().update(both(adding("a.test", 1), adding("example.com", 12), adding("b.test", 123)));
    const text = (await temp.text("domains.map")).replaceAll("\n", end);
    const all = namesIn(await temp.open().read());
    for (let length = 0; length < text.length; length++) {
      await temp.write("domains.map", text.slice(0, length));
      const read = await temp.open().read();
      const names = namesIn(read);
      expect(all).toEqual(expect.arrayContaining(names));
      expect([...names, ...missingIn(read)].sort()).toEqual([...all].sort());
    }
  });

  it("waits for an edit to rest for 2 s, and works on what the file is then", async () => {
    await using temp = await committed();
    await temp.write("domains.map", "one.test pool_1\ntwo.test po");
    const clock = fakeClock(async () => {
      clock.jump(-(clock.slept.at(-1) ?? 0)); // the disk has a clock of its own
      if (clock.slept.length === 1) await temp.write("domains.map", MAP.replace("pool_3", "pool_33"));
    });
    const { result } = await temp
      .open({ clock })
      .update((snapshot) => ({ state: snapshot.state, result: namesIn(snapshot) }));
    expect(result).toEqual(["one.test 1", "three.test 33", "two.test 2"]);
    const sleptMs = clock.slept.reduce((sum, ms) => sum + ms, 0);
    expect(sleptMs).toBeGreaterThan(2_000);
    expect(sleptMs).toBeLessThanOrEqual(4_000);
  });

  it("waits for servers.json, too", async () => {
    await using temp = await committed();
    const text = await temp.text("servers.json");
    await temp.write("servers.json", "{}");
    const clock = fakeClock(() => temp.write("servers.json", text));
    const { result } = await temp
      .open({ clock })
      .update(({ state, loss }) => ({ state, result: loss ?? "whole" }));
    expect(result).toBe("whole");
  });

  it("refuses to wait for more than 10 s, and changes nothing", async () => {
    await using temp = await committed();
    let round = 0;
    const write = () => temp.write("domains.map", `${MAP}# ${round++}\n`);
    await write();
    const clock = fakeClock(async () => {
      clock.jump(-(clock.slept.at(-1) ?? 0));
      await write();
    });
    await expect(temp.open({ clock }).update(removing("one.test"))).rejects.toMatchObject({
      code: "LOCKED",
      message: expect.stringContaining("is being changed by another program"),
    });
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(10_000);
    expect(await temp.text("domains.map")).toContain("one.test");
  });

  it("is cancelled while it waits", async () => {
    await using temp = await committed();
    await temp.write("domains.map", `${MAP}#\n`);
    const caller = new AbortController();
    const clock = fakeClock();
    const sleep = async () => {
      caller.abort();
      throw new Error("aborted");
    };
    const update = temp.open({ clock: { ...clock, sleep } }).update(keeping, { signal: caller.signal });
    await expect(update).rejects.toMatchObject({ code: "CANCELLED" });
  });

  it.each([
    ["an hour behind", -3_600_000],
    ["an hour ahead", 3_600_000],
  ])("waits 2 s at most where the clock is %s of the disk", async (_, jump) => {
    await using temp = await committed();
    await temp.write("domains.map", `${MAP}# edited\n`);
    const clock = fakeClock();
    clock.jump(jump);
    await temp.open({ clock }).update(keeping);
    expect(clock.slept).toEqual(jump < 0 ? [2_000] : []);
  });

  it("does not wait for what an update wrote, or rolled back, a moment ago", async () => {
    await using temp = await committed();
    const clock = fakeClock();
    const store = temp.open({ clock });
    await store.update(adding("four.test", 4));
    await expect(
      store.update(removing("one.test"), { confirm: () => Promise.reject(new Error("no")) }),
    ).rejects.toThrow("no");
    await temp.open({ clock }).update(removing("two.test"));
    expect(clock.slept).toEqual([]);
  });
});

describe("ST18, ST19: a line that comes back", () => {
  /** bank.test had pool 4, and tenant.test has it now. */
  async function givenAway(bank: string, leave: (temp: TempStore) => Promise<unknown>): Promise<TempStore> {
    const temp = await committed();
    await temp.open().update(adding(bank, 4));
    await leave(temp);
    await temp.open(late).update(adding("tenant.test", 4));
    return temp;
  }
  const byHand = (bank: string) => async (temp: TempStore) => {
    await temp.write("domains.map", MAP);
    await temp.open(late).update(accepting(bank));
  };

  it.each([
    ["deleted by hand", "bank.test", "bank.test pool_4\n", byHand("bank.test")],
    ["a wildcard", "*.bank.test", ".bank.test pool_4\n", byHand("*.bank.test")],
    ["with CR LF", "bank.test", "bank.test\tpool_4\r\n", byHand("bank.test")],
    [
      "removed by us",
      "bank.test",
      "bank.test pool_4\n",
      (temp: TempStore) => temp.open().update(removing("bank.test")),
    ],
    [
      "moved by us",
      "bank.test",
      "bank.test pool_4\n",
      (temp: TempStore) => temp.open().update(both(removing("bank.test"), adding("bank.test", 9))),
    ],
  ])("is uncertain where its pool was given away: %s", async (_, bank, line, leave) => {
    await using temp = await givenAway(bank, leave);
    const now = (await temp.text("domains.map")).replace("bank.test pool_9\n", "");
    for (const text of [`${line}${now}`, `${now}${line}`]) {
      await temp.write("domains.map", text);
      const read = await temp.open().read();
      const [problem] = read.problems;
      expect(problem).toMatchObject({
        kind: "RETURNED",
        name: bank,
        pool: 4,
        message: expect.stringContaining("tenant.test"),
      });
      expect(problem?.message).toContain(bank);
      expect([...(read.state.pools.get(4)?.names ?? [])]).toEqual(["tenant.test"]);
      // It stays so through a change, and until the line is removed.
      await temp.open(late).update(keeping);
      expect((await temp.open().read()).problems).toHaveLength(1);
    }
    await temp.write("domains.map", now);
    expect((await temp.open().read()).problems).toEqual([]);
  });

  it("is uncertain for each of two names, with an old copy of the whole map", async () => {
    await using temp = await committed();
    await temp.open().update(both(adding("bank.test", 4), adding("shop.test", 5)));
    const old = await temp.text("domains.map");
    await temp.open().update(both(removing("bank.test"), removing("shop.test")));
    await temp.open().update(both(adding("shop.test", 4), adding("tenant.test", 5)));
    await temp.write("domains.map", old);
    const read = await temp.open().read();
    expect(problemsIn(read)).toEqual(["RETURNED 4 bank.test 4", "RETURNED 5 shop.test 5"]);
    expect(missingIn(read)).toEqual(["shop.test 4", "tenant.test 5"]);
  });

  it("is an ordinary line where the name that was given its pool is elsewhere now, such as swapped back", async () => {
    await using temp = await committed();
    const before = await temp.open().read();
    await temp.write("domains.map", "one.test pool_2\ntwo.test pool_1\nthree.test pool_3\n");
    await temp.open(late).update(accepting("one.test", "two.test"));
    await temp.write("domains.map", MAP);
    const read = await temp.open().read();
    expect([read.problems, missingIn(read)]).toEqual([[], ["two.test 1", "one.test 2"]]);
    expect(read.state).toEqual(before.state);
  });

  it("keeps its servers when another name was moved into its pool by hand, with servers of its own", async () => {
    await using temp = await committed();
    const before = await temp.open().read();
    await temp.write("domains.map", "one.test pool_2\nthree.test pool_3\n");
    await temp.open(late).update(accepting("two.test"));
    expect(await records(temp)).toEqual(["one.test", "two.test", "three.test"]);
    await temp.write("domains.map", MAP);
    expect((await temp.open().read()).state).toEqual(before.state);
  });

  it("does not leave its servers to a name that an operator put into its pool, and is an ordinary line again after that", async () => {
    await using temp = await committed();
    const before = await temp.open().read();
    await temp.write("domains.map", MAP.replace("two.test", "new.test"));
    const edited = await temp.open().read();
    expect([slotsIn(edited, 2), missingIn(edited)]).toEqual([[], ["two.test 2"]]);
    await temp.open(late).update(accepting("two.test"));
    expect(slotsIn(await temp.open().read(), 2)).toEqual([]);
    expect(await records(temp)).toEqual(["one.test", "two.test", "three.test"]);
    await temp.write("domains.map", MAP);
    const read = await temp.open().read();
    expect([read.state, read.problems, missingIn(read)]).toEqual([before.state, [], ["new.test 2"]]);
  });

  it("is uncertain also where an operator gave its pool to another name, which is still there", async () => {
    await using temp = await committed();
    await temp.write("domains.map", MAP.replace("two.test", "new.test"));
    await temp.open(late).update(accepting("two.test"));
    await temp.write("domains.map", `${await temp.text("domains.map")}two.test pool_2\n`);
    const [problem, ...others] = (await temp.open().read()).problems;
    expect([problem?.kind, problem?.name, others]).toEqual(["RETURNED", "two.test", []]);
    expect(problem?.message).toContain("new.test");
  });

  it("is an ordinary line where a name that an operator added stayed in the pool", async () => {
    await using temp = await committed();
    await temp.write("domains.map", `${MAP}shop.test pool_7\nwww.shop.test pool_7\n`);
    await temp.open(late).update(adding("four.test", 4));
    await temp.open(late).update(removing("www.shop.test"));
    await temp.write("domains.map", `${await temp.text("domains.map")}www.shop.test pool_7\n`);
    expect((await temp.open().read()).problems).toEqual([]);
  });

  it("stays the owner of its servers while it is uncertain, whatever name is put into its pool by hand", async () => {
    await using temp = await committed();
    await temp.write("domains.map", MAP.replace("two.test pool_2", "# two.test pool_2\nnew.test pool_2"));
    for (let change = 0; change < 2; change++) {
      await temp.open(late).update(adding("four.test", 4 + change));
      const read = await temp.open().read();
      expect([slotsIn(read, 2), missingIn(read)]).toEqual([[], ["two.test 2"]]);
      await temp.open(late).update(removing("four.test"));
    }
    const text = await temp.text("domains.map");
    await temp.write("domains.map", text.replace("# two.test", "two.test"));
    expect(slotsIn(await temp.open().read(), 2)).toEqual([1]);
  });

  it("is watched with the journal that makes it uncertain: without that, the files have another revision", async () => {
    await using temp = await givenAway("bank.test", byHand("bank.test"));
    await temp.write("domains.map", `${await temp.text("domains.map")}bank.test pool_4\n`);
    const stop = new AbortController();
    const events = temp.open({ pollMs: 5 }).watch(stop.signal)[Symbol.asyncIterator]();
    const next = async () => {
      const { value } = await events.next();
      if (value?.fresh !== true) throw new Error("the files can't be read");
      return value.snapshot;
    };
    const uncertain = await next();
    await rm(temp.path(JOURNAL));
    const plain = await next();
    stop.abort();
    await events.next();
    expect([problemsIn(uncertain), problemsIn(plain)]).toEqual([["RETURNED 5 bank.test 4"], []]);
    expect(plain.revision).not.toBe(uncertain.revision);
    expect(plain.revision).toBe((await temp.open().read()).revision);
  });

  it("is an ordinary line where its pool was given to no other name, or where another name stayed in it", async () => {
    await using temp = await committed();
    await temp.open().update(adding("alias.test", 1));
    const before = await temp.open().read();
    const text = await temp.text("domains.map");
    await temp.write("domains.map", text.replace("alias.test pool_1\n", "").replace("two.test pool_2\n", ""));
    await temp.open(late).update(accepting("alias.test", "two.test"));
    await temp.open(late).update(adding("other.test", 1));
    await temp.write("domains.map", `${text}other.test pool_1\n`);
    const read = await temp.open().read();
    expect([read.problems, missingIn(read)]).toEqual([[], []]);
    expect(read.state.pools.get(2)).toEqual(before.state.pools.get(2));
  });
});

describe("ST20: what a crash left is distinguished from what an operator left", () => {
  const killable = (temp: TempStore) => (fileSystem?: Parameters<Parameters<typeof killedUpdate>[0]>[0]) =>
    temp.open({ ...late, locker: looseLocker(), ...(fileSystem === undefined ? {} : { fileSystem }) });
  const setting =
    (name: string, pool: number, ip: string): Change<undefined> =>
    ({ state }) => ({
      state: {
        ...state,
        pools: new Map([
          ...state.pools,
          [pool, { names: new Set([domain(name)]), servers: slots(server(ip)) }],
        ]),
      },
      result: undefined,
    });
  async function atEachStep(
    change: Change<unknown>,
    then: (temp: TempStore, step: number) => Promise<void>,
  ): Promise<void> {
    let step = 1;
    for (let isReached = true; isReached; step++) {
      await using temp = await committed();
      isReached = await killedUpdate(killable(temp), change, step);
      await then(temp, step);
      expect(step).toBeLessThan(STEP_LIMIT);
    }
    expect(step).toBeGreaterThan(10);
  }

  it("an addition that is repeated with another server has that one alone", async () => {
    await atEachStep(setting("x.test", 4, "192.0.2.1"), async (temp) => {
      await killable(temp)().update((snapshot) => {
        expect(snapshot.orphans).toEqual([]);
        return setting("x.test", 4, "192.0.2.2")(snapshot);
      });
      const { state } = await temp.open().read();
      expect(state.pools.get(4)?.servers).toEqual(slots(server("192.0.2.2")));
      expect(JSON.parse(await temp.text("servers.json"))["x.test"]).toEqual({
        1: { ip: "192.0.2.2", http_port: 80 },
      });
    });
  });

  it("a removal leaves no record for longer than the next change, killed as well or not", async () => {
    await atEachStep(removing("two.test"), async (temp, step) => {
      await killedUpdate(killable(temp), adding("four.test", 4), step); // 2 killed in the same place
      expect((await temp.open().read()).orphans).toEqual([]);
      await killable(temp)().update(adding("five.test", 5));
      const { state, orphans } = await temp.open().read();
      expect(orphans).toEqual([]);
      expect((await records(temp)).sort()).toEqual(namesOf(state).map(([name]) => name));
    });
  });

  it("servers on their way to another name are there once", async () => {
    const heir = both(adding("heir.test", 2), removing("two.test"));
    await atEachStep(heir, async (temp) => {
      await killable(temp)().update(keeping);
      const { state } = await temp.open().read();
      expect((await records(temp)).sort()).toEqual(namesOf(state).map(([name]) => name));
      expect(state.pools.get(2)?.servers.size).toBe(1);
    });
  });

  it("and so are those that another name of the pool takes over", async () => {
    let step = 1;
    for (let isReached = true; isReached; step++) {
      await using temp = await committed();
      await temp.open().update(adding("alias.test", 2));
      isReached = await killedUpdate(killable(temp), removing("two.test"), step);
      await killable(temp)().update(keeping);
      expect(await records(temp)).toHaveLength(3);
      expect((await temp.open().read()).state.pools.get(2)?.servers.size).toBe(1);
    }
    expect(step).toBeGreaterThan(10);
  });

  it("a record without a line that was there before stays, whatever is killed", async () => {
    let step = 1;
    for (let isReached = true; isReached; step++) {
      await using temp = await committed();
      const json = JSON.parse(await temp.text("servers.json"));
      await temp.write("servers.json", JSON.stringify({ ...json, "kept.test": { 1: { ip: "192.0.2.7" } } }));
      isReached = await killedUpdate(killable(temp), adding("x.test", 4), step);
      await killable(temp)().update(keeping);
      const { orphans } = await temp.open().read();
      expect(orphans).toEqual([{ name: "kept.test", since: undefined }]);
    }
  });

  it.each([
    ["the last change added it", adding("x.test", 4), (text: string) => text.replace("x.test pool_4\n", "")],
    [
      "the last change was about it",
      both(adding("x.test", 4), removing("one.test")),
      (text: string) => text.replace("x.test pool_4\n", ""),
    ],
    [
      "the last change was about another",
      adding("y.test", 4),
      (text: string) => text.replace("two.test pool_2\n", ""),
    ],
  ])(
    "a record whose line is deleted by hand stays, and is dated once it is released: %s",
    async (_, change, edit) => {
      await using temp = await committed();
      await temp.open().update(change);
      await temp.write("domains.map", edit(await temp.text("domains.map")));
      const [name = ""] = [...(await temp.open().read()).missing.keys()];
      await temp.open(late).update(adding("five.test", 5));
      expect((await temp.open().read()).orphans).toEqual([{ name, since: undefined }]);
      await temp.open(late).update(accepting(name));
      const { orphans, missing } = await temp.open().read();
      expect([orphans, missing.size]).toEqual([[{ name, since: expect.any(Date) }], 0]);
      expect(await records(temp)).toContain(name);
      await temp.open().update((snapshot) => ({
        ...keeping(snapshot),
        state: snapshot.state,
        discard: [domain(name)],
        result: 0,
      }));
      expect(await records(temp)).not.toContain(name);
    },
  );

  it("so does one that is written by hand after the last change removed it", async () => {
    await using temp = await committed();
    await temp.open().update(removing("two.test"));
    const json = JSON.parse(await temp.text("servers.json"));
    await temp.write("servers.json", JSON.stringify({ ...json, "two.test": { 1: { ip: "192.0.2.7" } } }));
    await temp.open(late).update(keeping);
    expect((await temp.open().read()).orphans).toEqual([{ name: "two.test", since: expect.any(Date) }]);
  });
});
