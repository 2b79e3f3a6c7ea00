import { expect, it } from "vitest";
import type { Context } from "../../src/context.js";
import { type ImportStateInput, importState } from "../../src/operations/import-state.js";

const server = { slot: 1, ip: "192.0.2.1" };

it.each<readonly [string, ImportStateInput["pools"][number], string]>([
  ["a pool without a domain", { domains: [], servers: [] }, "pools[1].domains"],
  ["a domain twice", { domains: ["b.test.com", "A.test.com"], servers: [] }, "pools[1].domains[1]"],
  ["what is no domain", { domains: ["nonsense"], servers: [] }, "pools[1].domains[0]"],
  ["a slot twice", { domains: ["b.test.com"], servers: [server, server] }, "pools[1].servers[1].slot"],
  ["no address", { domains: ["b.test.com"], servers: [{ ...server, ip: "x" }] }, "pools[1].servers[0].ip"],
  [
    "no state",
    { domains: ["b.test.com"], servers: [{ ...server, state: "up" }] },
    "pools[1].servers[0].state",
  ],
])("refuses %s before it does anything", async (_what, pool, field) => {
  const pools = [{ domains: ["a.test.com"], servers: [server] }, pool];

  await expect(importState({} as Context, { pools })).rejects.toMatchObject({
    name: "ValidationError",
    field,
  });
});
