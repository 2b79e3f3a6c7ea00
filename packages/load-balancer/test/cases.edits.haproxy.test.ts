import { chmod, copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { describe, expect, it } from "vitest";
import { type Arranged, arrange, SERVED } from "./cases.js";
import { loadBalancerOf, storeOf } from "./harness.js";
import { observe } from "./observe.js";

// Cases ST1 to ST5, ST7, ST8, ST13 and ST19 from the field: what operators do to files.
// Other inputs of their kinds, tried below: a line with a word too many, without a backend, in upper case, with a space less, with two pools,
// a line that comes twice, a line that is cut off; a record that is a text, a list, a number, with a bad address, a key of a slot that is
// none, an entry that is a list; a map that is missing, empty, all NUL, with one NUL, and cut to one line; the same of servers.json.

const replaced = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);

/** What every uncertain input must leave as it is, whatever happens next. */
async function expectTwoIsKept(arranged: Arranged): Promise<void> {
  const { loadBalancer, fresh, visitAll, text } = arranged;
  const servers = await text("servers");
  expect((await fresh().restore()).uncertain).toHaveLength(1); // as a start of `serve`
  await loadBalancer.addServer({ domain: "one.test", ip: "127.0.0.1", port: 1 });
  await loadBalancer.removeServer({ domain: "one.test", slot: 2 });

  expect(await visitAll()).toEqual(SERVED);
  expect(JSON.parse(await text("servers"))).toEqual(JSON.parse(servers));
  expect(await text("state")).toContain("pool_2_1 127.0.0.1 ");
}

const LINES: readonly (readonly [string, (text: string) => string])[] = [
  ["a remark behind it", replaced("pool_2", "pool_2 # moved")],
  ["a # before it", replaced("two.test", "# two.test")],
  ["a # right before it", replaced("two.test", "#two.test")],
  ["a word too many", replaced("pool_2", "pool_2 moved")],
  ["no backend", replaced("two.test pool_2", "two.test")],
  ["upper case", replaced("two.test", "Two.test")],
  ["no space", replaced("two.test pool_2", "two.testpool_2")],
  ["a backend that HAProxy lacks", replaced("two.test pool_2", "two.test pol_2")],
  ["a pool beyond the configured ones", replaced("two.test pool_2", "two.test pool_2000")],
  ["a pool with a leading zero", replaced("two.test pool_2", "two.test pool_02")],
];

describe("ST1: a line with", () => {
  it.each(LINES)("%s keeps servers, route and rows; corrected, it is as before", async (_what, change) => {
    await using arranged = await arrange();
    const map = await arranged.text("map");
    await arranged.edit("map", change);

    await expectTwoIsKept(arranged);

    await arranged.edit("map", () => map);
    expect((await arranged.loadBalancer.restore()).uncertain).toEqual([]);
    await arranged.haproxy.reload();
    expect(await arranged.visitAll()).toEqual(SERVED);
  });
});

describe("a line of one.test with", () => {
  const lines: typeof LINES = [
    ["a # before it", replaced("one.test", "# one.test")],
    ["a remark behind it", replaced("pool_1", "pool_1 # moved")],
    ["a backend that HAProxy lacks", replaced("pool_1", "be_lagacy")],
  ];
  it.each(
    lines.flatMap(([what, change]) => [
      { what, change, isJournalLost: false },
      { what, change, isJournalLost: true },
    ]),
  )(
    "$what keeps its servers though two.test has its pool now, journal lost: $isJournalLost",
    async (given) => {
      await using arranged = await arrange();
      const { loadBalancer, fresh, visitAll, edit, haproxy } = arranged;
      await edit("map", (text) => given.change(text).replace("two.test pool_2", "two.test pool_1"));
      if (given.isJournalLost) await rm(`${haproxy.mapFile}.journal`);
      const two = expect.objectContaining({
        kind: "CONTESTED",
        name: "two.test",
        line: 2,
        running: "pool_2",
      });

      expect((await fresh().restore()).uncertain).toContainEqual(two);
      expect(await fresh().findDrift()).toMatchObject({ differences: [], uncertain: [{}, two] });
      const refused = { code: "UNCERTAIN", message: expect.stringContaining("HAProxy uses it for one.test") };
      for (const server of [loadBalancer, fresh()]) {
        await expect(server.addServer({ domain: "two.test", ip: "127.0.0.1" })).rejects.toMatchObject(
          refused,
        );
        await expect(server.removeDomain({ domain: "two.test" })).rejects.toMatchObject({
          code: "UNCERTAIN",
        });
        await server.addServer({ domain: "three.test", ip: "127.0.0.1", port: 1, slot: 2 });
        await server.removeServer({ domain: "three.test", slot: 2 });
      }
      expect(await visitAll()).toEqual(SERVED);

      await edit("map", (text) => text.replace(/.*one\.test.*\n/, ""));
      expect(await loadBalancer.restore()).toMatchObject({ uncertain: [], remaining: [] });
      expect(await visitAll()).toEqual(["404", ...SERVED.slice(1)]);
    },
  );
});

it("a name that has the pool of a name whose line was deleted is not uncertain", async () => {
  await using arranged = await arrange();
  const { fresh, visitAll, edit } = arranged;
  await edit("map", (text) =>
    text.replace("one.test pool_1\n", "").replace("two.test pool_2", "two.test pool_1"),
  );

  expect(await fresh().findDrift()).toMatchObject({ uncertain: [], released: ["one.test"] });
  expect(await fresh().saveState({ dryRun: true })).toMatchObject({ uncertain: [] });
  expect(await fresh().restore()).toMatchObject({ uncertain: [], remaining: [], released: ["one.test"] });
  expect(await visitAll()).toEqual(["404", ...SERVED.slice(1)]);
});

const RECORDS: readonly (readonly [string, (record: Record<string, unknown>) => unknown])[] = [
  ["a port that is a text", (record) => ({ ...record, http_port: "19181" })],
  ["an address that is none", (record) => ({ ...record, ip: "127.0.0.300" })],
  ["a list for a record", () => []],
  ["a number for a record", () => 7],
  ["a weight of -1", (record) => ({ ...record, weight: -1 })],
];

describe("ST2: a record with", () => {
  it.each(RECORDS)(
    "%s keeps the running server, also through a change and a reload",
    async (_what, change) => {
      await using arranged = await arrange();
      await arranged.edit("servers", (text) => {
        const root = JSON.parse(text);
        root["two.test"]["1"] = change(root["two.test"]["1"]);
        return JSON.stringify(root);
      });

      await expectTwoIsKept(arranged);

      await arranged.haproxy.reload();
      expect(await arranged.visitAll()).toEqual(SERVED);
    },
  );

  it.each([
    ["an entry that is a list", (root: Record<string, unknown>) => ({ ...root, "two.test": [] })],
    ["an entry that is a text", (root: Record<string, unknown>) => ({ ...root, "two.test": "10.0.0.1" })],
    [
      "a name in upper case",
      ({ "two.test": two, ...root }: Record<string, unknown>) => ({ ...root, "Two.test": two }),
    ],
  ])("%s keeps the running server", async (_what, change) => {
    await using arranged = await arrange();
    await arranged.edit("servers", (text) => JSON.stringify(change(JSON.parse(text))));

    await expectTwoIsKept(arranged);
  });
});

describe("ST3: a pool that a line names", () => {
  it.each(LINES.slice(0, 6))("with %s is given to no other name", async (_what, change) => {
    await using arranged = await arrange();
    await arranged.edit("map", (text) => change(`${text.replace("two.test", "shop.test")}two.test pool_2\n`));
    await arranged.edit("map", (text) => text.replace("shop.test pool_2", "shop.test pool_6 # remark"));

    const added = await arranged.loadBalancer.addDomain({ domain: "new.test" });

    expect(added.pool).toBe("pool_5");
  });
});

it("ST4: a name whose line was deleted is removed whole before its pool is given away", async () => {
  await using arranged = await arrange();
  const { loadBalancer, backends, visit, text } = arranged;
  await arranged.edit("map", replaced("two.test pool_2\n", ""));

  const { ip, port } = backends.four;
  await loadBalancer.addDomain({ domain: "tenant.test", server: { ip, port } });

  expect(await visit("two.test")).toBe("404");
  expect(await visit("tenant.test")).toBe("four");
  expect(JSON.parse(await text("servers"))).toHaveProperty(["two.test"]);
  const { orphans } = await loadBalancer.restore();
  expect(orphans).toEqual([{ name: "two.test", since: expect.any(Date) }]);
  await expect(loadBalancer.addDomain({ domain: "two.test" })).rejects.toMatchObject({ code: "ORPHANED" });
});

it("ST4: a name that was routed on the socket keeps its pool to itself", async () => {
  await using arranged = await arrange();
  const { haproxy, loadBalancer } = arranged;
  await haproxy.runtime(`add map ${haproxy.mapFile} hand.test pool_5`);
  await loadBalancer.restore().catch(() => {});
  await haproxy.runtime(`add map ${haproxy.mapFile} hand.test pool_5`);

  expect((await arranged.fresh().addDomain({ domain: "new.test" })).pool).toBe("pool_6");
  expect(await arranged.visit("hand.test")).toBe("404");
});

const LOSSES: readonly (readonly [string, "map" | "servers", (arranged: Arranged) => Promise<unknown>])[] = [
  ["a map that was deleted", "map", ({ haproxy }) => rm(haproxy.mapFile)],
  ["an empty map", "map", ({ edit }) => edit("map", () => "")],
  ["a map of NUL bytes", "map", ({ edit }) => edit("map", (text) => "\0".repeat(text.length))],
  ["a map with one NUL byte", "map", ({ edit }) => edit("map", (text) => text.replace("e", "\0"))],
  ["a map cut to one line", "map", ({ edit }) => edit("map", (text) => `${text.split("\n")[0]}\n`)],
  ["a map of comments", "map", ({ edit }) => edit("map", () => "# nothing is here\n")],
  ["a servers.json that was deleted", "servers", ({ haproxy }) => rm(haproxy.serversFile)],
  ["an empty servers.json", "servers", ({ edit }) => edit("servers", () => "")],
  ["a servers.json of NUL bytes", "servers", ({ edit }) => edit("servers", () => "\0\0\0")],
  ["a servers.json without names", "servers", ({ edit }) => edit("servers", () => "{}")],
];

describe("ST5: after the loss of", () => {
  it.each(LOSSES)("%s every change is refused, and nothing is deleted", async (_what, file, lose) => {
    await using arranged = await arrange();
    const { loadBalancer, fresh, visitAll, haproxy } = arranged;
    const good = await arranged.text(file);
    await lose(arranged);
    const before = await observe(haproxy);

    for (const server of [loadBalancer, fresh()]) {
      for (let number = 1; number <= 3; number++) {
        await expect(server.addDomain({ domain: `new${number}.test` })).rejects.toMatchObject({
          code: "STATE_TOO_SMALL",
        });
      }
      await expect(server.removeDomain({ domain: "one.test" })).rejects.toMatchObject({
        code: "STATE_TOO_SMALL",
      });
      await expect(server.restore()).rejects.toMatchObject({ code: "STATE_TOO_SMALL" });
      await expect(server.saveState()).rejects.toMatchObject({ code: "STATE_TOO_SMALL" });
    }

    expect(await observe(haproxy)).toEqual(before);
    expect(await visitAll()).toEqual(SERVED);
    await arranged.edit(file, () => good).catch(() => writeFile(arranged.haproxy.mapFile, good));
  });

  it.each(LOSSES)("%s the files are written from what HAProxy runs", async (_what, file, lose) => {
    await using arranged = await arrange();
    const good = await arranged.text(file);
    await lose(arranged);

    await arranged.fresh().saveState({ adoptRunning: true });

    const lines = (text: string) =>
      text
        .split("\n")
        .filter((line) => !line.startsWith("#"))
        .sort();
    if (file === "map") expect(lines(await arranged.text("map"))).toEqual(lines(good));
    else expect(JSON.parse(await arranged.text("servers"))).toEqual(JSON.parse(good));
    await arranged.loadBalancer.addDomain({ domain: "new.test" });
    await arranged.haproxy.reload();
    expect(await arranged.visitAll()).toEqual(SERVED);
  });

  it("a map, listed servers are repaired", async () => {
    await using arranged = await arrange();
    await arranged.edit("map", () => "one.test pool_1\n");
    await arranged.haproxy.runtime("set server pool_1/pool_1_1 addr 127.0.0.1 port 1");

    await expect(arranged.fresh().restore()).rejects.toMatchObject({ code: "STATE_TOO_SMALL" });

    expect(await arranged.visitAll()).toEqual(SERVED);
  });

  it("a map, whose old copy has a name in the pool of another now, each name keeps its servers", async () => {
    await using arranged = await arrange();
    await arranged.edit("map", () => "two.test pool_1\n");
    await rm(`${arranged.haproxy.mapFile}.journal`);

    await expect(arranged.fresh().restore()).rejects.toMatchObject({ code: "STATE_TOO_SMALL" });

    expect(await arranged.visitAll()).toEqual(SERVED);
  });
});

it("a new installation without journal and with an empty HAProxy has lost nothing", async () => {
  await using arranged = await arrange();
  const { haproxy, fresh } = arranged;
  for (const file of [haproxy.mapFile, haproxy.serversFile]) await rm(file);
  await rm(`${haproxy.mapFile}.journal`);
  await haproxy.stop();
  await writeFile(haproxy.mapFile, "");
  await writeFile(haproxy.stateFile, "");
  await haproxy.start();

  expect((await fresh().addDomain({ domain: "first.test" })).pool).toBe("pool_1");
});

it("ST7: a backend that HAProxy lacks is reported with its line, and so is a pool beyond the count", async () => {
  await using arranged = await arrange();
  await arranged.edit(
    "map",
    (text) => `# ours\ntypo.test be_lagacy\n${text}far.test pool_99\nzero.test pool_013\n`,
  );

  const { uncertain } = await arranged.fresh().findDrift();

  expect(uncertain.map(({ kind, line, key }) => [kind, line, key]).sort()).toEqual([
    ["NO_BACKEND", 2, "typo.test"],
    ["NO_BACKEND", 7, "far.test"],
    ["NO_BACKEND", 8, "zero.test"],
  ]);
});

it("ST8: a backup with one of four domains is accepted by allowShrink alone", async () => {
  await using arranged = await arrange();
  await arranged.edit("map", (text) => `${text.split("\n")[0]}\n`);
  await expect(arranged.loadBalancer.restore()).rejects.toMatchObject({ code: "STATE_TOO_SMALL" });

  const { released } = await arranged.loadBalancer.restore({ allowShrink: true });

  expect([...released].sort()).toEqual(["four.test", "three.test", "two.test"]);
  expect(await arranged.visitAll()).toEqual(["one", "404", "404", "404"]);
  expect(Object.keys(JSON.parse(await arranged.text("servers")))).toHaveLength(4);
  await arranged.loadBalancer.addDomain({ domain: "new.test" });
});

it("ST9: with files that can't be written HAProxy is compared and repaired, and changes are refused", async () => {
  await using arranged = await arrange();
  const { haproxy } = arranged;
  await haproxy.runtime("set server pool_2/pool_2_1 addr 127.0.0.1 port 1");
  const refuse = () => Promise.reject(new Error("EROFS: read-only file system"));
  const readOnly = storeOf(haproxy, { ...nodeFileSystem, create: refuse, append: refuse, rename: refuse });
  await arranged.edit("map", (text) => `${text}# a change for the journal\n`);
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { count: 6 }, readOnly);

  const { applied, notSaved } = await loadBalancer.restore();

  expect(applied).toMatchObject([{ name: "pool_2_1" }]);
  expect(notSaved).toMatch(/EROFS/);
  await expect(loadBalancer.addDomain({ domain: "new.test" })).rejects.toMatchObject({ code: "UNWRITABLE" });
  expect(await arranged.visitAll()).toEqual(SERVED);
});

it("ST13: names that HAProxy routes and that are not managed are no findings", async () => {
  await using arranged = await arrange();
  const foreign = ["intranet", "10.1.2.3", "my_app.example.com", "port.example.com:8443"];
  await arranged.edit("map", (text) => `${text}${foreign.map((key) => `${key} pool_5\n`).join("")}`);

  const { uncertain, remaining } = await arranged.loadBalancer.restore();

  expect({ uncertain, remaining }).toEqual({ uncertain: [], remaining: [] });
  expect(await arranged.loadBalancer.findDrift()).toMatchObject({
    differences: [],
    uncertain: [],
    orphans: [],
  });
  expect((await arranged.loadBalancer.addDomain({ domain: "new.test" })).pool).toBe("pool_6");
});

it("ST19: a line that comes back to a pool that was given away is uncertain, and both names are reported", async () => {
  await using arranged = await arrange();
  const { loadBalancer, backends, visit } = arranged;
  await arranged.edit("map", replaced("two.test pool_2\n", ""));
  await loadBalancer.restore();
  const { ip, port } = backends.four;
  const { pool } = await loadBalancer.addDomain({ domain: "tenant.test", server: { ip, port } });
  expect(pool).toBe("pool_2"); // its rest is over by this test's clock
  await arranged.edit("map", (text) => `two.test pool_2\n${text}`);

  const { uncertain } = await loadBalancer.restore();

  expect(uncertain).toMatchObject([{ kind: "RETURNED", line: 1, name: "two.test", pool: 2 }]);
  expect(uncertain[0]?.message).toContain("tenant.test");
  expect(await visit("two.test")).toBe("404");
  expect(await visit("tenant.test")).toBe("four");
});

it("two lines that an operator wrote share a pool", async () => {
  await using arranged = await arrange();
  await arranged.edit("map", (text) => `${text}www.two.test pool_2\n`);

  expect(await arranged.loadBalancer.restore()).toMatchObject({ uncertain: [], remaining: [] });

  expect(await arranged.visit("www.two.test")).toBe("two");
});

it("the name that holds the records of a pool can be deleted by hand, and the other name keeps its servers", async () => {
  await using arranged = await arrange();
  const { loadBalancer } = arranged;
  await loadBalancer.addDomain({ domain: "www.two.test", aliasOf: "two.test" });
  await arranged.edit("map", replaced("two.test pool_2\n", ""));

  await loadBalancer.restore();

  expect(await arranged.visit("www.two.test")).toBe("two");
  await arranged.haproxy.reload();
  expect(await arranged.visit("www.two.test")).toBe("two");
});

it("files that another owner or editor replaced by a copy are the same files", async () => {
  await using arranged = await arrange();
  const { haproxy, loadBalancer } = arranged;
  await mkdir(`${haproxy.dir}/backup`);
  for (const file of ["domains.map", "servers.json"]) {
    await copyFile(`${haproxy.dir}/${file}`, `${haproxy.dir}/backup/${file}`);
    await chmod(`${haproxy.dir}/backup/${file}`, 0o600);
    await rename(`${haproxy.dir}/backup/${file}`, `${haproxy.dir}/${file}`);
  }

  expect(await loadBalancer.restore()).toMatchObject({ applied: [], uncertain: [], released: [] });
  expect((await loadBalancer.addDomain({ domain: "new.test" })).pool).toBe("pool_5");
});
