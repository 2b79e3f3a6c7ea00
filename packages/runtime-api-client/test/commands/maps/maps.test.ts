import { describe, expect, it } from "vitest";
import { addMap, delMap, showMap, showMaps } from "../../../src/index.js";
import { parse } from "../../reply-of.js";

const unsafe = expect.objectContaining({ code: "UNSAFE_ARGUMENT" });

describe("showMaps", () => {
  it("reads the list", () => {
    const text =
      "# id (file) description\n" +
      "2 (/etc/a.map) pattern loaded from file '/etc/a.map' used by map at file 'h.cfg' line 12. curr_ver=0 next_ver=3 entry_cnt=12\n" +
      "-1 (/etc/b (1).map) other curr_ver=1 next_ver=1 entry_cnt=0\n";

    expect(showMaps().line).toBe("show map");
    expect(parse(showMaps(), text)).toEqual([
      {
        id: 2,
        file: "/etc/a.map",
        description: expect.stringContaining("used by map"),
        currentVersion: 0,
        nextVersion: 3,
        entryCount: 12,
      },
      {
        id: -1,
        file: "/etc/b (1).map",
        description: "other",
        currentVersion: 1,
        nextVersion: 1,
        entryCount: 0,
      },
    ]);
    expect(parse(showMaps(), "# id (file) description")).toEqual([]);
  });

  it("refuses anything but a list", () => {
    expect(() => parse(showMaps(), "hello")).toThrow(expect.objectContaining({ code: "MALFORMED_REPLY" }));
  });
});

describe("showMap", () => {
  it("reads entries, with the spaces in their values", () => {
    expect(showMap("/a.map").line).toBe("show map /a.map");
    const entries = parse(showMap("/a.map"), "0x55d1 example.com pool_1\n0x55d2 .b  two words ");
    const plain = [
      { id: "0x55d1", key: "example.com", value: "pool_1" },
      { id: "0x55d2", key: ".b", value: " two words " },
    ];
    expect(entries.map(({ id, key, value }) => ({ id, key, value }))).toEqual(plain);
    expect(JSON.parse(JSON.stringify(entries))).toEqual(plain);
    expect(parse(showMap("/a.map"), "")).toEqual([]);
  });

  it("refuses anything but entries, and reports HAProxy's refusal", () => {
    expect(() => parse(showMap("/a.map"), "0x55d1 example.com")).toThrow(
      expect.objectContaining({ code: "MALFORMED_REPLY" }),
    );
    expect(() => parse(showMap("/a.map"), "Unknown map identifier. Please use #<id> or <file>.", 3)).toThrow(
      expect.objectContaining({
        code: "REJECTED",
        reason: "Unknown map identifier. Please use #<id> or <file>.",
      }),
    );
  });

  it("refuses a version as a name", () => {
    expect(() => showMap("@1")).toThrow(unsafe);
  });
});

describe("addMap and delMap", () => {
  it("write one word for each argument", () => {
    expect(addMap("/a.map", "k;y", "two words").line).toBe("add map /a.map k\\;y two\\ words");
    expect(delMap("/a.map", "k\\y").line).toBe("del map /a.map k\\\\y");
  });

  it.each([
    ["a key with a space", () => addMap("/a.map", "a b", "v")],
    ["a key with a line break", () => addMap("/a.map", "a\nb", "v")],
    ["a key that would be read as an address", () => delMap("/a.map", "#0x55d1")],
    ["an empty value", () => addMap("/a.map", "k", "")],
    ["a version for a map", () => delMap("@1", "k")],
  ])("refuse %s", (_what, command) => {
    expect(command).toThrow(unsafe);
  });

  it("accept only silence as success", () => {
    expect(parse(addMap("/a.map", "k", "v"), "")).toBeUndefined();
    expect(() => parse(delMap("/a.map", "k"), "Key not found.", 3)).toThrow(
      expect.objectContaining({ code: "REJECTED", reason: "Key not found." }),
    );
    expect(() => parse(addMap("/a.map", "k", "v"), "a notice of something else", 5)).toThrow(
      expect.objectContaining({ code: "MALFORMED_REPLY", outcomeUnknown: true }),
    );
  });
});
