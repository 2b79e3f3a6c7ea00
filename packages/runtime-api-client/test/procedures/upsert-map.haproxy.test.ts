import { expect, it } from "vitest";
import { addMap, delMap, getMap, showMap, upsertMap } from "../../src/index.js";
import { startRich } from "../haproxy.js";

it("adds, changes, and leaves a correct entry unchanged", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;

  expect(await upsertMap(client, map, "n.test", "one")).toBe("added");
  expect(await upsertMap(client, map, "n.test", "two; words")).toBe("changed");
  expect(await upsertMap(client, map, "n.test", "two; words")).toBe("unchanged");

  expect(await client.execute(getMap(map, "n.test"))).toEqual({ key: "n.test", value: "two; words" });
  expect(await client.execute(showMap(map))).toHaveLength(3);
});

it("reduces several entries to the one that traffic uses", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  await client.batch([
    addMap(map, "n.test", "one"),
    addMap(map, "other.test", "x"),
    addMap(map, "n.test", "two"),
    addMap(map, "n.test", "three"),
  ]);

  expect(await upsertMap(client, map, "n.test", "new")).toBe("changed");
  expect(await client.execute(getMap(map, "n.test"))).toEqual({ key: "n.test", value: "new" });
  expect((await client.execute(showMap(map))).map(({ key, value }) => `${key} ${value}`)).toEqual([
    "a.test pool",
    "b.test two words",
    "n.test new",
    "other.test x",
  ]);

  await client.execute(addMap(map, "n.test", "late"));
  expect(await upsertMap(client, map, "n.test", "new")).toBe("changed");
  expect((await client.execute(showMap(map))).filter(({ key }) => key === "n.test")).toHaveLength(1);
});

it("reports that another client changed the key at the same time", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const meddling: typeof client = {
    ...client,
    batch: async (commands, options) => {
      await client.execute(addMap(map, "n.test", "meddled"));
      return client.batch(commands, options);
    },
  };

  await expect(upsertMap(meddling, map, "n.test", "mine")).rejects.toMatchObject({
    code: "NOT_CONFIRMED",
    message: expect.stringContaining('has "meddled", "mine"'),
  });
});

it("reports a second entry afterwards", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const meddling: typeof client = {
    ...client,
    batch: async (commands, options) => {
      const results = await client.batch([...commands.slice(0, -1), addMap(map, "n.test", "late")], options);
      const shown = await client.batch(commands.slice(-1), options);
      return [...results.slice(0, -1), ...shown] as never;
    },
  };

  await expect(upsertMap(meddling, map, "n.test", "mine")).rejects.toMatchObject({
    code: "NOT_CONFIRMED",
    message: expect.stringContaining('has "mine", "late"'),
  });
});

it("reports an entry deleted meanwhile, and refuses invalid arguments", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;
  const deleting: typeof client = {
    ...client,
    batch: async (commands, options) => {
      await client.execute(delMap(map, "a.test"));
      return client.batch(commands, options);
    },
  };

  await expect(upsertMap(deleting, map, "a.test", "x")).rejects.toMatchObject({ code: "REJECTED" });
  await expect(upsertMap(client, map, "two words", "x")).rejects.toMatchObject({ code: "UNSAFE_ARGUMENT" });
});
