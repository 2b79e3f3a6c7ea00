import { chmod, mkdir, readlink, stat, symlink } from "node:fs/promises";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adding, keeping, removing, server, slots } from "../../src/contract/harness.js";
import { emptyState, type Pool, type Render } from "../../src/index.js";
import { anyPools } from "../arbitraries.js";
import { tempStore } from "../temp-store.js";

const named = (pools: readonly Pool[]) => pools.flatMap(({ names }) => [...names]);
const render: Render = ({ state }) => {
  const pools = [...state.pools.values()];
  return `${named(pools)}|${named(pools.filter(({ servers }) => servers.size > 0))}\n`;
};

describe("files", () => {
  it("are made where there are none, readable by all", async () => {
    await using temp = await tempStore();
    const derived = [
      { file: temp.path("servers.state"), render },
      { file: temp.path("private"), render: () => "", mode: 0o600 },
    ];
    await temp.open({ derived }).update(adding("*.example.com", 5));
    expect(await temp.files()).toEqual({
      "domains.map": ".example.com pool_5\n",
      "servers.json":
        '{\n  "*.example.com": {\n    "1": {\n      "ip": "192.0.2.1",\n      "http_port": 80\n    }\n  }\n}\n',
      "servers.state": "*.example.com|*.example.com\n",
      private: "",
    });
    const modes = await Promise.all(
      ["domains.map", "servers.json", "servers.state", "private"].map(
        async (name) => (await stat(temp.path(name))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o644, 0o644, 0o644, 0o600]);
  });

  it("are not made for nothing", async () => {
    await using temp = await tempStore();
    await temp.open().update(keeping);
    expect(await temp.files()).toEqual({});
  });

  it("keep their mode", async () => {
    await using temp = await tempStore({ "domains.map": "" });
    await chmod(temp.mapFile, 0o660);
    await temp.open().update(adding("example.com", 1));
    expect((await stat(temp.mapFile)).mode & 0o777).toBe(0o660);
  });

  it("are replaced where a symbolic link leads, and the lock and the journal are there too", async () => {
    await using temp = await tempStore();
    await mkdir(temp.path("data"));
    await symlink("data/real.map", temp.mapFile);
    await temp.open().update(adding("example.com", 1), {
      confirm: async () =>
        void expect((await stat(temp.path("data/real.map.lock"))).isDirectory()).toBe(true),
    });
    expect(await readlink(temp.mapFile)).toBe("data/real.map");
    expect(await temp.text("data/real.map")).toBe("example.com pool_1\n");
    expect(await temp.text("data/real.map.journal")).toContain("example.com");
  });

  it("that are equal are not touched, but a derived file that is not what it should be is", async () => {
    await using temp = await tempStore({
      "domains.map": "example.com   pool_1",
      "servers.json": '{"example.com":{"1":{"ip":"192.0.2.1"}}}',
      "servers.state": "old",
    });
    const before = await temp.files();
    await temp
      .open({ derived: [{ file: temp.path("servers.state"), render }] })
      .update(adding("example.com", 1));
    expect(await temp.files()).toEqual({ ...before, "servers.state": "example.com|example.com\n" });
  });

  it("are written in the order that makes domains.map the commit point", async () => {
    await using temp = await tempStore();
    const order: string[] = [];
    const fileSystem = {
      ...nodeFileSystem,
      rename: async (from: string, to: string) => {
        order.push(to.slice(temp.folder.length + 1));
        await nodeFileSystem.rename(from, to);
      },
      openFolder: async (folder: string) => {
        const opened = await nodeFileSystem.openFolder(folder);
        return {
          async sync() {
            order.push("sync");
            await opened.sync();
          },
          [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
        };
      },
    };
    const store = temp.open({ fileSystem, derived: [{ file: temp.path("servers.state"), render }] });
    await store.update(adding("example.com", 1));
    const journal = ["domains.map.journal", "sync"]; // made now, and appended to from here on
    const added = ["servers.json", "sync", "servers.state", "sync", "domains.map", "sync"];
    expect(order.splice(0)).toEqual([...journal, ...added]);
    await store.update(removing("example.com"));
    expect(order.splice(0)).toEqual(["domains.map", "sync", "servers.json", "sync", "servers.state", "sync"]);
  });

  it("keep what was written by hand, through an addition and a removal", async () => {
    const files = {
      "domains.map": "# ours\r\nExample.com pool_9\nwww.example.net web\n\na.example.com pool_1",
      "servers.json": '{\n  "_": 1,\n  "a.example.com": {\n    "1": {\n      "ip": "?"\n    }\n  }\n}\n',
    };
    await using temp = await tempStore(files);
    const store = temp.open();
    await store.update(adding("b.example.com", 2));
    expect((await store.read()).problems).toEqual([
      {
        kind: "INEFFECTIVE",
        about: "route",
        file: temp.mapFile,
        line: 2,
        key: "Example.com",
        name: "example.com",
        pool: 9,
        message: expect.stringContaining("Example.com"),
      },
      {
        kind: "UNREADABLE",
        about: "servers",
        file: temp.serversFile,
        line: 4,
        name: "a.example.com",
        pool: 1,
        slot: 1,
        message: expect.stringContaining("a.example.com, slot 1"),
      },
    ]);
    await store.update(removing("b.example.com"));
    expect(await temp.files()).toEqual(files);
  });

  it("hold any state, whatever they held before", async () => {
    await fc.assert(
      fc.asyncProperty(anyPools, anyPools, async (first, second) => {
        await using temp = await tempStore();
        for (const pools of [first, second]) {
          const state = { ...emptyState, pools };
          const { revision } = await temp.open().update(() => ({ state, result: undefined }));
          const read = await temp.open().read();
          expect(read).toMatchObject({ revision, state, problems: [], orphans: [] });
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe("refusals", () => {
  it("never overwrites a file that can't be parsed, and reports line and column", async () => {
    const files = { "domains.map": "", "servers.json": '{"example.com": {\n}' };
    await using temp = await tempStore(files);
    const error = { code: "UNREADABLE", message: `${temp.serversFile}:2:2: ends too early: expected , or }` };
    await expect(temp.open().update(adding("example.com", 1))).rejects.toMatchObject(error);
    await expect(temp.open().read()).rejects.toMatchObject(error);
    expect(await temp.files()).toEqual(files);
  });

  it("says that a folder is missing", async () => {
    await using temp = await tempStore();
    const store = temp.open({ serversFile: temp.path("missing/servers.json") });
    const error = { code: "UNREADABLE", message: expect.stringContaining("missing/servers.json") };
    await expect(store.read()).rejects.toMatchObject(error);
    await expect(store.update(keeping)).rejects.toMatchObject(error);
    expect(await temp.files()).toEqual({});
  });

  it("never hands out a slot whose record was not understood, nor a name that is routed by hand", async () => {
    const files = { "domains.map": "a.example.com web\n", "servers.json": '{"b.example.com": {"1": {}}}' };
    await using temp = await tempStore(files);
    await expect(temp.open().update(adding("a.example.com", 1))).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(temp.open().update(adding("b.example.com", 1))).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await temp.files()).toEqual(files);
  });

  it("ignores what a change does to foreign entries", async () => {
    await using temp = await tempStore({ "domains.map": "a.example.com web\n" });
    await temp
      .open()
      .update(({ state }) => ({ state: { ...state, foreign: new Map([["x", "y"]]) }, result: undefined }));
    expect([...(await temp.open().read()).state.foreign]).toEqual([["a.example.com", "web"]]);
  });

  it("passes on what a renderer throws, with nothing written", async () => {
    await using temp = await tempStore();
    const error = new Error("cannot render");
    const store = temp.open({
      derived: [
        {
          file: temp.path("servers.state"),
          render: () => {
            throw error;
          },
        },
      ],
    });
    await expect(store.update(adding("example.com", 1))).rejects.toBe(error);
    expect(await temp.files()).toEqual({});
  });

  it("waits for another process no longer than the limit", async () => {
    await using temp = await tempStore();
    await temp.open().update(keeping, {
      confirm: async () => {
        const other = temp.open({ lockTimeoutMs: 1 });
        await expect(other.update(keeping)).rejects.toMatchObject({ code: "LOCKED" });
      },
    });
  });
});

it("hands servers over from one name to another without a moment when the pool has none", async () => {
  await using temp = await tempStore();
  await temp.open().update(adding("a.example.com", 1));
  await temp.open().update(adding("b.example.com", 1));
  const its = slots(server("192.0.2.1"));
  const states: string[] = [];
  const fileSystem = {
    ...nodeFileSystem,
    openFolder: async () => ({
      async sync() {
        const pool = (await temp.open().read()).state.pools.get(1);
        expect(pool?.servers).toEqual(its);
        states.push(`${[...(pool?.names ?? [])]}`);
      },
      [Symbol.asyncDispose]: async () => {},
    }),
  };
  await temp.open({ fileSystem }).update(removing("a.example.com"));
  expect(states).toEqual(["a.example.com,b.example.com", "b.example.com", "b.example.com"]);
  expect((await temp.open().read()).state.pools).toEqual(
    new Map([[1, { names: new Set(["b.example.com"]), servers: its }]]),
  );
  expect(JSON.parse(await temp.text("servers.json"))).toEqual({
    "b.example.com": { 1: { ip: "192.0.2.1", http_port: 80 } },
  });
});

it("reads both files as they were at one moment, while another writes", async () => {
  await using temp = await tempStore();
  const writer = temp.open();
  let isDone = false;
  const writing = (async () => {
    for (let round = 0; round < 30; round++) {
      await writer.update(adding(`d${round}.example.com`, 1));
      await writer.update(removing(`d${round}.example.com`));
    }
    isDone = true;
  })();
  const reader = temp.open();
  while (!isDone) {
    for (const { servers } of (await reader.read()).state.pools.values()) expect(servers.size).toBe(1);
  }
  await writing;
});
