import { describe, expect, it } from "vitest";
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
} from "../../../src/index.js";
import { expectUnsafe, expectWrites } from "../../expect-commands.js";
import { parse } from "../../reply-of.js";

const entry = { id: "0x55d1" };

describe("commands that change a map", () => {
  expectWrites([
    [addMap("/a.map", "k", "v w", { version: 3 }), "add map @3 /a.map k v\\ w", ""],
    [setMap("/a.map", "k", "v;w"), "set map /a.map k v\\;w", ""],
    [setMap("#2", entry, "v"), "set map #2 #0x55d1 v", ""],
    [delMap("/a.map", entry), "del map /a.map #0x55d1", ""],
    [clearMap("/a.map"), "clear map /a.map", ""],
    [clearMap("/a.map", { version: 7 }), "clear map @7 /a.map", ""],
    [commitMap("/a b.map", 7), "commit map @7 /a\\ b.map", ""],
  ]);
  expectUnsafe([
    ["a version for a map", () => setMap("@1", "k", "v")],
    ["an invalid address", () => delMap("/a.map", { id: "0x1; show info" })],
    ["a fractional version", () => commitMap("/a.map", 1.5)],
    ["a negative version", () => showMap("/a.map", { version: -1 })],
    ["a key that begins with #", () => setMap("/a.map", "#1", "v")],
  ]);
});

it("reads versions, and a new one", () => {
  expect(showMap("/a.map", { version: 2 }).line).toBe("show map @2 /a.map");
  expect(prepareMap("/a.map")).toMatchObject({ line: "prepare map /a.map", kind: "write" });
  expect(parse(prepareMap("/a.map"), "New version created: 12", 6)).toBe(12);
  expect(() => parse(prepareMap("/a.map"), "")).toThrow(expect.objectContaining({ code: "MALFORMED_REPLY" }));
});

it("reads what a map returns for a value", () => {
  const command = getMap("/a.map", "a b");
  expect(command).toMatchObject({ line: "get map /a.map a\\ b", kind: "read" });
  const found = 'type=str, case=sensitive, found=yes, idx=tree, key="k", value="say "hi", x", type="str"';
  expect(parse(command, found)).toEqual({ key: "k", value: 'say "hi", x' });
  expect(parse(command, "type=str, case=sensitive, found=no")).toBeUndefined();
  expect(() => parse(command, "nonsense")).toThrow(expect.objectContaining({ code: "MALFORMED_REPLY" }));
});

describe("addMapEntries", () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ key: `host-${i}.example.com`, value: `pool_${i}` }));

  it("sends a payload, with every value as it is", () => {
    const [command, ...more] = addMapEntries("/a.map", [{ key: "k", value: "a \\ b; c << " }], {
      version: 1,
    });

    expect(command).toMatchObject({
      line: "add map @1 /a.map <<",
      payload: "k a \\ b; c << ",
      kind: "write",
    });
    expect(more).toEqual([]);
    expect(addMapEntries("/a.map", [])).toEqual([]);
  });

  it("splits below HAProxy's limit, and loses nothing", () => {
    const commands = addMapEntries("/a.map", entries(2_000));

    expect(commands.length).toBeGreaterThan(1);
    for (const { line, payload = "" } of commands) {
      expect(Buffer.byteLength(`${line}\n${payload}\n\n`)).toBeLessThan(16_384);
    }
    const lines = commands.flatMap(({ payload = "" }) => payload.split("\n"));
    expect(lines).toEqual(entries(2_000).map(({ key, value }) => `${key} ${value}`));
  });

  const add = (key: string, value: string) => () => addMapEntries("/a.map", [{ key, value }]);
  expectUnsafe([
    ["no value, which would join the next key", add("k", "")],
    ["no key", add("", "v")],
    ["a key with a space", add("a b", "v")],
    ["a value with a line break, which would begin an entry", add("k", "v\nx y")],
    ["a value that ends the payload", add("k", "v\n\nshow info")],
    ["a value whose first space would be lost", add("k", " v")],
    ["half a surrogate pair", add("k", "\ud800")],
  ]);
});
