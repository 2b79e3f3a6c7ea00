import { expect, it } from "vitest";
import { renderServerState } from "../src/index.js";
import { server, stateOf } from "./states.js";

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

  const [version, columns, ...rows] = renderServerState(state).split("\n");

  expect(version).toBe("1");
  expect(columns?.split(" ")).toHaveLength(26); // "#" and 25 columns
  expect(rows).toEqual([
    "0 pool_1 0 pool_1_1 127.0.0.1 2 4 7 1 0 1 0 2 6 0 0 0 unassigned.invalid 19101 - 0 0 - - 0",
    "0 pool_1 0 pool_1_2 ::1 2 12 1 1 0 1 0 2 6 0 0 0 unassigned.invalid 19102 - 0 0 - - 0",
    "0 pool_7 0 pool_7_3 127.0.0.2 2 5 1 1 0 1 0 2 6 0 0 0 unassigned.invalid 19103 - 0 0 - - 0",
    "",
  ]);
});

it("leaves out servers that belong to no domain", () => {
  const state = stateOf({ "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1") } } });

  const orphaned = { ...state, domains: new Map() };

  expect(renderServerState(orphaned).trimEnd().split("\n")).toHaveLength(2);
});
