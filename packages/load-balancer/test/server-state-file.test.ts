import type { StateProblem } from "@haproxy-mcp/map-store";
import { expect, it } from "vitest";
import { renderServerState } from "../src/index.js";
import { server, snapshotOf, stateOf } from "./states.js";

it("renders the rows that HAProxy was seen to take, by pool and slot", () => {
  const state = stateOf({
    "b.test.com": { pool: 7, servers: { 3: server("127.0.0.2", 19103, 1, "maint") } },
    "a.test.com": {
      pool: 1,
      servers: { 2: server("::1", 19102, 1, "drain"), 1: server("127.0.0.1", 19101, 7) },
    },
    "alias.test.com": { pool: 1 },
    "empty.test.com": { pool: 2 },
  });

  const [version, columns, ...rows] = renderServerState(snapshotOf(state), "").split("\n");

  expect(version).toBe("1");
  expect(columns?.split(" ")).toHaveLength(26); // "#" and 25 columns
  expect(rows).toEqual([
    "0 pool_1 0 pool_1_1 127.0.0.1 2 4 7 1 0 1 0 2 6 0 0 0 unassigned.invalid 19101 - 0 0 - - 0",
    "0 pool_1 0 pool_1_2 ::1 2 12 1 1 0 1 0 2 6 0 0 0 unassigned.invalid 19102 - 0 0 - - 0",
    "0 pool_7 0 pool_7_3 127.0.0.2 2 5 1 1 0 1 0 2 6 0 0 0 unassigned.invalid 19103 - 0 0 - - 0",
    "",
  ]);
});

it("keeps the rows of what could not be read, and no other row that it had", () => {
  const state = stateOf({ "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1") } } });
  const row = (name: string) => renderedRow(name.slice(0, name.lastIndexOf("_")), name);
  const previous = [
    "1",
    "# …",
    row("pool_1_1"),
    row("pool_1_2"),
    row("pool_1_3"),
    row("pool_2_1"),
    row("pool_12_1"),
    "",
  ];
  const problem = {
    kind: "UNREADABLE",
    about: "servers",
    file: "servers.json",
    message: "http_port must be a number",
  } as const;
  const rowsWith = (problems: readonly StateProblem[]) =>
    renderServerState(snapshotOf(state, { problems }), previous.join("\n")).trimEnd().split("\n").slice(2);
  const [first = ""] = rowsWith([]);

  expect(rowsWith([])).toEqual([expect.stringContaining("pool_1_1 10.0.0.1 ")]);
  expect(rowsWith([{ ...problem, pool: 1, slot: 2 }])).toEqual([first, row("pool_1_2")]);
  expect(rowsWith([{ ...problem, pool: 1, slot: 1 }])).toEqual([first]);
  expect(rowsWith([{ ...problem, pool: 2 }])).toEqual([first, row("pool_2_1")]);
  expect(rowsWith([{ ...problem, pool: 1 }])).toEqual([first, row("pool_1_2"), row("pool_1_3")]);
  expect(rowsWith([{ ...problem, about: "route", pool: 1 }])).toEqual([first]); // its servers are known
  expect(rowsWith([{ ...problem, about: "route", pool: 2 }])).toEqual([first, row("pool_2_1")]);
  expect(rowsWith([{ ...problem, about: "route" }])).toEqual([first]);
  expect(rowsWith([problem])).toHaveLength(5); // it may be about any slot
});

const renderedRow = (pool: string, name: string) =>
  `0 ${pool} 0 ${name} 192.0.2.7 2 4 1 1 0 1 0 2 6 0 0 0 unassigned.invalid 80 - 0 0 - - 0`;
