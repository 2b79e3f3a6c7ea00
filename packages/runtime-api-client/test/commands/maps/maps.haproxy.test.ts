import { expect, it } from "vitest";
import {
  addMap,
  addMapEntries,
  clearMap,
  commitMap,
  delMap,
  getMap,
  prepareMap,
  setMap,
  showMap,
  showMaps,
} from "../../../src/index.js";
import { startRich } from "../../haproxy.js";
import { rejected } from "../../rejected.js";

const plain = (entries: readonly { key: string; value: string }[]) =>
  entries.map(({ key, value }) => `${key} ${value}`);

it("lists, reads, adds, changes and deletes", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;

  expect(await client.execute(showMaps())).toEqual([
    {
      id: expect.any(Number),
      file: map,
      description: expect.stringContaining("used by map"),
      currentVersion: 0,
      nextVersion: 0,
      entryCount: 2,
    },
  ]);
  expect(await client.execute(getMap(map, "b.test"))).toEqual({ key: "b.test", value: "two words" });
  expect(await client.execute(getMap(map, "c.test"))).toBeUndefined();
  await client.execute(addMap(map, "c.test", "new"));
  await client.execute(setMap(map, "b.test", "one\\;two"));
  await client.execute(delMap(map, "a.test"));
  const entries = await client.execute(showMap(map));
  expect(plain(entries)).toEqual(["b.test one\\;two", "c.test new"]);

  const [first, second] = entries;
  if (first === undefined || second === undefined) throw new Error("entries are missing");
  await client.execute(setMap(map, first, "by its address"));
  await client.execute(delMap(map, second));
  expect(plain(await client.execute(showMap(map)))).toEqual(["b.test by its address"]);
  await client.execute(clearMap(map));
  expect(await client.execute(showMap(map))).toEqual([]);
});

it("names a map by its number too", async () => {
  await using rich = await startRich();
  const [list] = await rich.client.execute(showMaps());

  expect(plain(await rich.client.execute(showMap(`#${list?.id}`)))).toEqual([
    "a.test pool",
    "b.test two words",
  ]);
});

it("fills a version that is not used until it is committed", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;

  const version = await client.execute(prepareMap(map));
  await client.execute(addMap(map, "n1.test", "one", { version }));
  await client.batch(addMapEntries(map, [{ key: "n2.test", value: "two three " }], { version }));
  expect(plain(await client.execute(showMap(map)))).toEqual(["a.test pool", "b.test two words"]);
  expect(plain(await client.execute(showMap(map, { version })))).toEqual([
    "n1.test one",
    "n2.test two three ",
  ]);
  await client.execute(commitMap(map, version));

  expect(plain(await client.execute(showMap(map)))).toEqual(["n1.test one", "n2.test two three "]);
});

it("leaves nothing of a cleared version after the next commit", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;

  const dropped = await client.execute(prepareMap(map));
  await client.execute(addMap(map, "n3.test", "x", { version: dropped }));
  await client.execute(clearMap(map, { version: dropped }));
  // 3.4 silently keeps it, except for the current version
  await client.execute(commitMap(map, await client.execute(prepareMap(map))));

  expect((await client.execute(showMaps()))[0]?.entryCount).toBe(0);
});

it("is refused with HAProxy's own words", async () => {
  await using rich = await startRich();
  const { client } = rich;
  const map = rich.haproxy.mapFile;

  const results = await client.batch([
    setMap(map, "nope.test", "x"),
    delMap(map, "nope.test"),
    delMap(map, { id: "0x1" }),
    commitMap(map, 9),
    addMap(map, "x.test", "y", { version: 9 }),
    getMap("/nope.map", "x"),
    prepareMap("/nope.map"),
    clearMap("/nope.map"),
    ...addMapEntries("/nope.map", [{ key: "k", value: "v" }]),
  ]);

  const reasons = [
    "entry not found",
    "Key not found",
    "Key not found",
    "Version number out of range",
    "Version number in the future",
    ...Array.from({ length: 4 }, () => "Unknown map identifier"),
  ];
  expect(results).toEqual(reasons.map((reason) => ({ ok: false, error: rejected(reason) })));
});
