import type { ServerStat } from "@haproxy-mcp/runtime-api-client";
import { expect, it } from "vitest";
import { describeOutlook } from "../../src/changes/describe-outlook.js";
import { server, snapshotOf, stateOf } from "../states.js";

const before = {
  "a.test.com": { pool: 1, servers: { 1: server("10.0.0.1"), 2: server("10.0.0.2", 80, 0) } },
  "b.test.com": { pool: 1 },
  "c.test.com": { pool: 2, servers: { 1: server("10.0.0.3") } },
};
const files = ["/data/servers.json", "/data/domains.map"];
const up = (name: string) => [name, { kind: "server", name, status: "no check" } as ServerStat] as const;
const stats = new Map(["pool_1_1", "pool_1_3", "pool_2_1", "pool_3_1"].map(up));
const outlook = (after: Parameters<typeof stateOf>[0]) =>
  describeOutlook({ before: snapshotOf(stateOf(before)), after: snapshotOf(stateOf(after)), files }, stats);

it("lists the slots that change, every domain that they serve, and the servers left", () => {
  const drained = server("10.0.0.1", 80, 1, "drain");
  const after = { ...before, "a.test.com": { pool: 1, servers: { 1: drained, 3: server("::1") } } };

  expect(outlook(after)).toEqual({
    files: ["servers.json", "domains.map"],
    routes: [],
    slots: [
      { pool: "pool_1", slot: 1, name: "pool_1_1", before: server("10.0.0.1"), after: drained },
      { pool: "pool_1", slot: 2, name: "pool_1_2", before: server("10.0.0.2", 80, 0), after: undefined },
      { pool: "pool_1", slot: 3, name: "pool_1_3", before: undefined, after: server("::1") },
    ],
    domains: ["a.test.com", "b.test.com"],
    serversLeft: [{ pool: "pool_1", ready: 1, total: 2, healthy: 0 }],
  });
});

it("lists routes that are new, removed or moved, and not the other names of their pools", () => {
  const { "a.test.com": a, "c.test.com": c } = before;
  const after = { "a.test.com": a, "c.test.com": { ...c, pool: 3 }, "d.test.com": { pool: 1 } };

  expect(outlook(after)).toMatchObject({
    routes: [
      { domain: "b.test.com", from: "pool_1", to: undefined },
      { domain: "d.test.com", from: undefined, to: "pool_1" },
      { domain: "c.test.com", from: "pool_2", to: "pool_3" },
    ],
    domains: ["b.test.com", "c.test.com", "d.test.com"],
    serversLeft: [
      { pool: "pool_2", ready: 0, total: 0, healthy: 0 },
      { pool: "pool_3", ready: 1, total: 1, healthy: 0 },
    ],
  });
});

it("counts as healthy what is up at the address that it keeps and takes traffic after", () => {
  const left = (servers: Parameters<typeof stateOf>[0][string]["servers"]) =>
    outlook({ ...before, "a.test.com": { pool: 1, servers: servers ?? {} } }).serversLeft[0]?.healthy;
  const first = server("10.0.0.1");

  expect(left({ 1: first })).toBe(1);
  expect(left({ 1: { ...first, state: "drain" } })).toBe(0);
  expect(left({ 1: server("10.0.0.9") })).toBe(0);
  expect(left({ 1: first, 3: server("10.0.0.9") })).toBe(1);
  const dry = { before: snapshotOf(stateOf(before)), after: snapshotOf(stateOf({})), files };
  expect(describeOutlook(dry, undefined).serversLeft[0]?.healthy).toBeUndefined();
});
