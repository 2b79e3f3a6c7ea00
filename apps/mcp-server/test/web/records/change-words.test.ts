import { describe, expect, it } from "vitest";
import type { ChangeRow } from "../../../src/page/model.js";
import {
  callInWords,
  isWanted,
  mergeChanges,
  toJsonLines,
  WAYS,
  wayOf,
  whyNotUndone,
} from "../../../web/records/change-words.js";

const change = (more: Partial<ChangeRow> = {}): ChangeRow => ({
  id: "c1",
  time: "2026-11-27T03:00:00.000Z",
  caller: "claude",
  way: "MCP",
  operation: "set_server_state",
  arguments: { domain: "shop.test", slot: 2, state: "drain" },
  result: "done",
  domains: ["shop.test"],
  changes: ["pool_1_2 10.0.0.1:80: ready → drain"],
  ...more,
});

it.each([
  [{ way: "MCP" }, "agent"],
  [{ way: "page" }, "page"],
  [{ way: "command line" }, "command line"],
  [{ way: "system", caller: "system" }, "system"],
  [{ way: "system", caller: "outside" }, "outside"],
  [{ way: "of a newer server" }, "of a newer server"],
])("names the way of %j", (more, way) => {
  expect(wayOf(change(more))).toBe(way);
  expect(WAYS.some((one) => one === way)).toBe(way !== "of a newer server");
});

it("filters by domain, caller, way, id and age, and an empty filter is none", () => {
  const row = change();
  const wanted = (filter: Parameters<typeof isWanted>[1]) =>
    isWanted(row, filter, Date.parse("2026-11-28T04:00:00Z"));

  expect(wanted({ domain: "", caller: "", way: "", id: "" })).toBe(true);
  expect(wanted({ domain: "SHOP", caller: "claude", way: "agent", id: "c1", since: "7d" })).toBe(true);
  for (const other of [{ domain: "api" }, { caller: "clau" }, { way: "page" }, { id: "c2" }, { since: "1d" }])
    expect([other, wanted(other)]).toEqual([other, false]);
});

it("merges what the stream has with what was searched: each once, the newest first, the newer text of both", () => {
  const live = [change({ id: "c2", time: "2026-11-27T03:00:02.000Z", result: "done" })];
  const older = [
    change({ id: "c2", time: "2026-11-27T03:00:02.000Z", result: "in progress" }),
    change({ id: "c0", time: "2026-11-26T00:00:00.000Z" }),
    change({ id: "c1", time: "2026-11-27T03:00:00.000Z" }),
  ];

  expect(mergeChanges(live, older).map(({ id, result }) => [id, result])).toEqual([
    ["c2", "done"],
    ["c1", "done"],
    ["c0", "done"],
  ]);
});

it.each([
  [{}, "set server state", "slot 2, state drain"],
  [
    {
      operation: "add_domain",
      arguments: {
        domain: "a.test",
        servers: [
          { slot: 0, ip: "10.0.0.1", http_port: 80 },
          { slot: 3, ip: "2001:db8::1", weight: 5 },
        ],
        aliases: ["b.test"],
      },
    },
    "add domain",
    "servers 10.0.0.1:80 and [2001:db8::1] slot 3 weight 5, aliases b.test",
  ],
  [
    { operation: "renew_cert", arguments: { domain: "a", force: true, dry_run: false } },
    "renew cert",
    "force",
  ],
  [
    {
      operation: "add_domain",
      arguments: { domain: "a", http_port: 80, servers: [{ ip: "10.0.0.1", http_port: 8080 }] },
    },
    "add domain",
    "servers 10.0.0.1:8080",
  ],
  [
    { operation: "add_server", arguments: { ip: "10.0.0.1", http_port: 81 } },
    "add server",
    "ip 10.0.0.1, http port 81",
  ],
  [{ operation: "x", arguments: { given: { deep: 1 }, no: null } }, "x", 'given {"deep":1}'],
])("says a call in words: %#", (more, what, given) =>
  expect(callInWords(change(more))).toEqual({ what, given }),
);

describe("an undo", () => {
  const admin = { name: "anna", role: "admin" } as const;
  const operator = { name: "anna", role: "operate" } as const;
  const why = (
    more: Partial<ChangeRow>,
    undoer: Parameters<typeof whyNotUndone>[2] = admin,
    all: ChangeRow[] = [],
  ) => whyNotUndone(change(more), all, undoer);

  it("is offered for a change of routes or servers", () => {
    expect(why({})).toBeUndefined();
    expect(why({ caller: "anna", way: "page" }, operator)).toBeUndefined();
    expect(why({ result: "unknown" })).toBeUndefined();
  });

  it.each<[Partial<ChangeRow>, RegExp]>([
    [{ result: "in progress" }, /in progress/],
    [{ result: "rolled back" }, /rolled back/],
    [{ operation: "issue_cert" }, /certificates are not undone/],
    [{ operation: "renew_all_certs" }, /certificates are not undone/],
    [{ operation: "token revoke" }, /no domain and no server/],
    [{ changes: [] }, /no domain and no server/],
    [{ undone_by: "c9" }, /undone already/],
  ])("is not where there is nothing to undo: %j", (more, text) => expect(why(more)).toMatch(text));

  it("is offered again once the undo was undone, and says by whom it was undone until then", () => {
    const undo = change({ id: "c9", caller: "bob", undoes: "c1" });

    expect(why({ undone_by: "c9" }, admin, [undo])).toBe("It was undone already, by bob.");
    expect(why({ undone_by: "c9" }, admin, [{ ...undo, undone_by: "c10" }])).toBeUndefined();
  });

  it("needs operate for the caller's own changes on this page, and admin for others'", () => {
    expect(why({}, { name: "anna", role: "read" })).toMatch(/needs the role operate/);
    expect(why({}, operator)).toMatch(/change of claude: to undo it needs the role admin; yours is operate/);
    expect(why({ caller: "anna", way: "MCP" }, operator)).toMatch(/needs the role admin/);
    expect(whyNotUndone(change(), [], undefined)).toMatch(/needs the role operate/);
  });
});

it("exports one change a line", () => {
  const rows = [change(), change({ id: "c2", reason: "two\nlines" })];

  expect(
    toJsonLines(rows)
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  ).toEqual(rows);
});
