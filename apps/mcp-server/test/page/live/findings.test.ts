import type { Drift } from "@haproxy-mcp/load-balancer";
import type { StateSnapshot } from "@haproxy-mcp/map-store";
import { expect, it } from "vitest";
import { error, warning } from "../../../src/checks/finding.js";
import type { Surroundings } from "../../../src/checks/surroundings.js";
import { findingsPart } from "../../../src/page/live/findings-part.js";

const checkedAt = new Date("2026-11-26T03:00:00Z");
const NO_DRIFT: Drift = { differences: [], uncertain: [], released: [], orphans: [], loss: undefined };

function partOf(drift: Partial<Drift> | undefined, more: Partial<Surroundings> = {}) {
  const surroundings = {
    server: [],
    state: { findings: [] },
    host: { findings: [] },
    configuration: undefined,
    drift: {
      findings: drift === undefined ? [error("HAProxy does not respond", "start it")] : [],
      orphans: [],
      drift: drift && { ...NO_DRIFT, ...drift },
    },
    ...more,
  } as unknown as Surroundings;
  const snapshot = {
    state: { pools: new Map([[2, { names: new Set(["b.example.test"]) }]]) },
    locate: (key: string) => ({ file: "domains.map", line: key === "b.example.test" ? 4 : undefined }),
  } as unknown as StateSnapshot;
  return findingsPart({
    surroundings,
    certificates: undefined,
    snapshot,
    serversFile: "servers.json",
    checkedAt,
  });
}

const uncertain = (line: number) =>
  ({
    kind: "UNREADABLE",
    about: "route",
    file: "domains.map",
    line,
    message: "what is wrong",
    atReload: "503",
    remedy: "edit it",
  }) as Drift["uncertain"][number];

it("has errors before warnings, each with what it is about", () => {
  const { findings } = partOf({}, {
    server: [warning("w", "fix w")],
    configuration: [{ ...error("c", "fix c"), file: "haproxy.cfg", line: 3 }],
    host: { state: "stopped", findings: [error("h", "fix h")] },
  } as Partial<Surroundings>);

  expect(findings).toEqual([
    { severity: "error", about: "host", message: "h", remedy: "fix h" },
    {
      severity: "error",
      about: "configuration",
      message: "c",
      remedy: "fix c",
      file: "haproxy.cfg",
      line: 3,
    },
    { severity: "warning", about: "server", message: "w", remedy: "fix w" },
  ]);
});

it("says why HAProxy and the files were not compared", () => {
  expect(partOf(undefined)).toMatchObject({
    notCompared: "HAProxy does not respond; start it",
    findings: [],
    drift: [],
    driftCount: 0,
    checkedAt: "2026-11-26T03:00:00.000Z",
  });
});

it("has where HAProxy differs: nothing recorded, nothing running, another value", () => {
  const server = { ip: "10.0.0.1", port: 80, weight: 1, state: "ready" };
  const differences = [
    { kind: "map", key: "b.example.test", desired: "pool_2", running: [] },
    { kind: "map", key: ".c.example.test", desired: undefined, running: [{ value: "pool_3" }] },
    {
      kind: "server",
      pool: "pool_2",
      name: "pool_2_1",
      desired: server,
      running: { ...server, ip: "0.0.0.0", state: "maint" },
    },
    {
      kind: "server",
      pool: "pool_9",
      name: "pool_9_1",
      desired: undefined,
      running: { ...server, weight: 7, state: "drain" },
    },
  ] as unknown as Drift["differences"];

  const { drift, driftCount } = partOf({ differences });

  expect(driftCount).toBe(4);
  expect(drift).toMatchObject([
    {
      object: "b.example.test",
      domains: ["b.example.test"],
      recorded: "pool_2",
      file: "domains.map",
      line: 4,
    },
    { object: "*.c.example.test", running: "pool_3", file: "domains.map" },
    {
      object: "pool_2_1",
      domains: ["b.example.test"],
      recorded: "10.0.0.1:80 weight 1 ready",
      file: "servers.json",
    },
    { object: "pool_9_1", domains: [], running: "10.0.0.1:80 weight 7 draining" },
  ]);
  expect(drift.map(({ edit }) => edit)).toEqual([
    undefined,
    ".c.example.test pool_3",
    undefined,
    '"1": {"ip":"10.0.0.1","http_port":80,"weight":7,"state":"drain"}',
  ]);
  expect(drift.map(({ recorded, running }) => [recorded === undefined, running === undefined])).toEqual([
    [false, true],
    [true, false],
    [false, true],
    [true, false],
  ]);
});

it("is bounded, and still says how much there is", () => {
  const difference = { kind: "map", key: "b.example.test", desired: "pool_2", running: [] } as never;
  const {
    drift,
    driftCount,
    uncertain: rows,
  } = partOf({
    differences: Array.from({ length: 5_000 }, () => difference),
    uncertain: Array.from({ length: 5_000 }, (_, i) => uncertain(i + 1)),
  });

  expect([drift.length, driftCount]).toEqual([200, 5_000]);
  expect(rows).toHaveLength(201);
  expect(rows[0]).toMatchObject({ about: "UNREADABLE", line: 1, running: "not routed", remedy: "edit it" });
  expect(rows.at(-1)).toMatchObject({
    message: "and 4800 more",
    remedy: expect.stringContaining("fix these first"),
  });
});
