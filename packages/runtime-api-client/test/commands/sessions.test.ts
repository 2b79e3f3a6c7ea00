import { describe, expect, it } from "vitest";
import {
  clearTable,
  setTable,
  showSession,
  showSessions,
  showTable,
  showTables,
  shutdownSession,
} from "../../src/index.js";
import { expectUnsafe, expectWrites } from "../expect-commands.js";
import { parse } from "../reply-of.js";

describe("commands that change sessions and tables", () => {
  expectWrites([
    [shutdownSession("0xabc"), "shutdown session 0xabc", ""],
    [setTable("st", "a b"), "set table st key a\\ b", ""],
    [setTable("st", "k", { gpc0: 1, "gpc[2]": 0 }), "set table st key k data.gpc0 1 data.gpc[2] 0", ""],
    [clearTable("st"), "clear table st", ""],
    [clearTable("st", { key: "k" }), "clear table st key k", ""],
    [clearTable("st", { id: "0xab" }), "clear table st ptr 0xab", ""],
    [clearTable("st", { data: "gpc0", operator: "le", value: 3 }), "clear table st data.gpc0 le 3", ""],
  ]);
  expectUnsafe([
    ["a session that is not an address", () => shutdownSession("all")],
    ["a session with a second command", () => showSession("0x1;show info")],
    ["a type with a space", () => setTable("st", "k", { "gpc0 1 data.gpc1": 1 })],
    ["a value that is not a number", () => setTable("st", "k", { gpc0: Number.NaN })],
    ["a negative value", () => setTable("st", "k", { gpc0: -1 })],
    ["an unknown operator", () => clearTable("st", { data: "gpc0", operator: "=" as "eq", value: 1 })],
  ]);
});

it("reads sessions", () => {
  const row =
    "0x55d1: proto=tcpv4 src=10.0.0.7:41222 fe=web be=pool srv=s1 ts=00 epoch=0 age=3s calls=2 rate=0 cpu=0";
  expect(showSessions()).toMatchObject({ line: "show sess", kind: "read" });
  expect(parse(showSessions(), `${row}\n`)).toEqual([
    {
      id: "0x55d1",
      protocol: "tcpv4",
      source: "10.0.0.7:41222",
      frontend: "web",
      backend: "pool",
      server: "s1",
      age: "3s",
      raw: row,
    },
  ]);
  expect(parse(showSessions(), "")).toEqual([]);
  expect(() => parse(showSessions(), "nonsense")).toThrow(
    expect.objectContaining({ code: "MALFORMED_REPLY" }),
  );
  expect(showSession("0xAB").line).toBe("show sess 0xAB");
  expect(parse(showSession("0xAB"), "0xab: [23/Nov/2026] id=4\n  flags=0x4a")).toContain("flags");
  expect(() => parse(showSession("0x1"), "Session not found.")).toThrow(
    expect.objectContaining({ code: "REJECTED" }),
  );
});

it("reads stick-tables, of every version", () => {
  const header = "# table: st, type: string, size:1024, used:2";
  const rows =
    "0x1: key=a\\ b use=0 exp=599999 gpc0=1 http_req_rate(10000)=5\n" +
    "0x2: key=c\\\\d use=1 exp=0 shard=3 gpc0=0\n";
  const table = { name: "st", type: "string", size: 1024, used: 2 };

  expect(showTables().line).toBe("show table");
  expect(parse(showTables(), `${header}\n# table: other, type: ip, size:1, used:0\n`)).toEqual([
    table,
    { name: "other", type: "ip", size: 1, used: 0 },
  ]);
  expect(showTable("st", { data: "gpc0", operator: "gt", value: 0 }).line).toBe(
    "show table st data.gpc0 gt 0",
  );
  expect(parse(showTable("st"), `${header}\n${rows}`)).toEqual({
    ...table,
    entries: [
      {
        id: "0x1",
        key: "a b",
        uses: 0,
        expiresInMs: 599_999,
        data: new Map([
          ["gpc0", "1"],
          ["http_req_rate(10000)", "5"],
        ]),
      },
      { id: "0x2", key: "c\\d", uses: 1, expiresInMs: 0, data: new Map([["gpc0", "0"]]) },
    ],
  });
  expect(() => parse(showTables(), "nonsense")).toThrow(expect.objectContaining({ code: "MALFORMED_REPLY" }));
  expect(() => parse(showTable("st"), `${header}\nnonsense`)).toThrow(
    expect.objectContaining({ code: "MALFORMED_REPLY" }),
  );
});
