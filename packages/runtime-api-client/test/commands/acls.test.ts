import { describe, expect, it } from "vitest";
import {
  addAcl,
  clearAcl,
  commitAcl,
  delAcl,
  getAcl,
  prepareAcl,
  showAcl,
  showAcls,
} from "../../src/index.js";
import { expectUnsafe, expectWrites } from "../expect-commands.js";
import { parse } from "../reply-of.js";

describe("commands that change an ACL", () => {
  expectWrites([
    [addAcl("/b.lst", "a b;c"), "add acl /b.lst a\\ b\\;c", ""],
    [addAcl("#1", "10.0.0.0/8", { version: 2 }), "add acl @2 #1 10.0.0.0/8", ""],
    [delAcl("/b.lst", "10.0.0.1"), "del acl /b.lst 10.0.0.1", ""],
    [delAcl("/b.lst", { id: "0xab" }), "del acl /b.lst #0xab", ""],
    [clearAcl("/b.lst"), "clear acl /b.lst", ""],
    [clearAcl("/b.lst", { version: 1 }), "clear acl @1 /b.lst", ""],
    [commitAcl("/b.lst", 1), "commit acl @1 /b.lst", ""],
  ]);
  expectUnsafe([
    ["an empty pattern", () => addAcl("/b.lst", "")],
    ["a payload", () => addAcl("/b.lst", "<<")],
    ["a version for an ACL", () => showAcl("@1")],
    ["an invalid address", () => delAcl("/b.lst", { id: "1" })],
  ]);
});

it("reads lists, entries and a match", () => {
  const list =
    "# id (file) description\n1 () acl 'src' file 'h.cfg' line 12. curr_ver=0 next_ver=0 entry_cnt=1\n";
  expect(showAcls()).toMatchObject({ line: "show acl", kind: "read" });
  expect(parse(showAcls(), list)).toEqual([
    {
      id: 1,
      file: "",
      description: "acl 'src' file 'h.cfg' line 12.",
      currentVersion: 0,
      nextVersion: 0,
      entryCount: 1,
    },
  ]);
  expect(parse(showAcl("/b.lst"), "0x55d1 10.0.0.1\n0x55d2 two words")).toEqual([
    { id: "0x55d1", pattern: "10.0.0.1" },
    { id: "0x55d2", pattern: "two words" },
  ]);
  expect(showAcl("/b.lst", { version: 1 }).line).toBe("show acl @1 /b.lst");
  expect(() => parse(showAcl("/b.lst"), "nonsense")).toThrow(
    expect.objectContaining({ code: "MALFORMED_REPLY" }),
  );
  const match = 'type=ip, case=sensitive, match=yes, idx=tree, pattern="10.0.0.0/8"';
  expect(getAcl("/b.lst", "10.1.1.1").line).toBe("get acl /b.lst 10.1.1.1");
  expect(parse(getAcl("/b.lst", "10.1.1.1"), match)).toBe("10.0.0.0/8");
  expect(parse(getAcl("/b.lst", "1.1.1.1"), "type=ip, case=sensitive, match=no")).toBeUndefined();
  expect(() => parse(getAcl("/b.lst", "1.1.1.1"), "?")).toThrow(
    expect.objectContaining({ code: "MALFORMED_REPLY" }),
  );
  expect(prepareAcl("/b.lst").line).toBe("prepare acl /b.lst");
  expect(parse(prepareAcl("/b.lst"), "New version created: 3", 6)).toBe(3);
});
