import type { StateProblem } from "@haproxy-mcp/map-store";
import { describe, expect, it } from "vitest";
import { drawSample } from "../../src/operations/drift-sample.js";
import { loadBalancerOf, startPools } from "../harness.js";
import { domain, snapshotOf, stateOf } from "../states.js";

// ST16: a map with more names than are read each time.
const COUNT = 6_000;
const names = Array.from({ length: COUNT }, (_, i) => `d${i}.test`);
const state = stateOf(Object.fromEntries(names.map((name, i) => [name, { pool: (i % 3) + 1 }])));

describe("a sample of the map", () => {
  it("has 1,000 names from all pools, and others with another start", () => {
    const [one, other] = [drawSample(snapshotOf(state), 0), drawSample(snapshotOf(state), 0.999)];

    expect(one).toMatchObject({ names: 1_000, of: COUNT });
    expect(other).toMatchObject({ names: 1_000, of: COUNT });
    const keys = [...(one?.scope.keys ?? [])];
    expect(keys).toHaveLength(1_000);
    expect(new Set(keys.map((key) => Number(key.slice(1, -5)) % 3)).size).toBe(3);
    expect(keys.filter((key) => other?.scope.keys.has(key))).toEqual([]);
  });

  it("has what is uncertain and missing besides", () => {
    const problems: StateProblem[] = [
      {
        kind: "UNREADABLE",
        about: "route",
        file: "domains.map",
        key: "odd",
        name: domain("odd.test"),
        message: "?",
      },
    ];
    const snapshot = snapshotOf(state, { problems, missing: new Map([[domain("gone.test"), 2]]) });

    const keys = drawSample(snapshot, 0)?.scope.keys;

    expect(["odd", "odd.test", "gone.test"].filter((key) => keys?.has(key))).toHaveLength(3);
  });

  it.each([
    ["of a short map", snapshotOf(stateOf({ "a.test": { pool: 1 } }))],
    [
      "of a map of which much is missing",
      snapshotOf(state, { missing: new Map(names.slice(0, 1_001).map((name) => [domain(`x${name}`), 1])) }),
    ],
  ])("%s is none: all of it is looked at", (_, snapshot) => {
    expect(drawSample(snapshot, 0)).toBeUndefined();
  });
});

describe("a sampled comparison", () => {
  const map = names.map((name, i) => `${name} pool_${(i % 3) + 1}\n`).join("");

  it("finds what is wrong with servers, and looks at all names where their number differs", async () => {
    await using haproxy = await startPools({ files: { "domains.map": map } });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.restore();

    expect(await loadBalancer.findDrift({ sampled: true })).toMatchObject({
      differences: [],
      loss: undefined,
      sample: { names: 1_000, of: COUNT },
    });

    await haproxy.runtime("set server pool_1/pool_1_1 addr 127.0.0.9 port 80");
    expect((await loadBalancer.findDrift({ sampled: true })).differences).toMatchObject([
      { name: "pool_1_1" },
    ]);
    await haproxy.runtime("set server pool_1/pool_1_1 addr 0.0.0.0 port 80");

    await haproxy.runtime(`del map ${haproxy.mapFile} d4321.test`);
    expect(await loadBalancer.findDrift({ sampled: true })).toMatchObject({
      differences: [{ key: "d4321.test", running: [] }],
      sample: undefined,
    });
  });

  it("finds names that HAProxy routes otherwise", async () => {
    await using haproxy = await startPools({ files: { "domains.map": map } });
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.restore();
    const moved = names.slice(0, 100).map((name) => `set map ${haproxy.mapFile} ${name} pool_5`);
    await haproxy.runtime(moved.join(";"));

    const { differences, sample } = await loadBalancer.findDrift({ sampled: true });

    expect(sample).toEqual({ names: 1_000, of: COUNT });
    expect(differences.length).toBeGreaterThan(0);
    expect(differences.length).toBeLessThanOrEqual(100);
  });
});
