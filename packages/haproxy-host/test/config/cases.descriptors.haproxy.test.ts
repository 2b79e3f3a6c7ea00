import { readFile } from "node:fs/promises";
import { startHaproxy } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { connectionsWithin, type DescriptorUse, descriptorsNeeded, renderConfig } from "../../src/index.js";

const POOLS = { count: 40, slots: 10 };
const LISTENERS = 3; // two for HTTP, one stats socket

async function infoOf(maxConnections?: number): Promise<Readonly<Record<string, string>>> {
  await using haproxy = await startHaproxy({
    config: ({ dir, httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: POOLS,
        httpBinds: [`unix@${httpSocket}`, `unix@${dir}/other.sock`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
        maxConnections,
      }),
  });
  const info = await haproxy.runtime("show info");
  return Object.fromEntries([...info.matchAll(/^(.+?): (.*)$/gm)].map(([, name, value]) => [name, value]));
}

const useOf = (info: Readonly<Record<string, string>>): DescriptorUse => ({
  checks: POOLS.count * POOLS.slots,
  listeners: LISTENERS,
  threads: Number(info["Nbthread"]),
});

describe("HA20 file descriptors", () => {
  it("are computed as HAProxy does: with maxconn, the descriptors; without, the connections that the limit allows", async () => {
    const [given, derived] = await Promise.all([infoOf(321), infoOf()]);
    const limits = await readFile("/proc/self/limits", "utf8");
    const limit = Number(/^Max open files +\d+ +(\d+)/m.exec(limits)?.[1]);

    const maxConnections = Number(given["Maxconn"]);
    const needed = descriptorsNeeded({ ...useOf(given), maxConnections });
    const connections = connectionsWithin(limit, useOf(derived)) ?? 0;
    expect(maxConnections).toBeGreaterThanOrEqual(321);
    expect([0, 11, 22]).toContain(needed - Number(given["Maxsock"]));
    expect(Number(derived["Maxconn"]) - connections).toBeGreaterThanOrEqual(0);
    expect(Number(derived["Maxconn"]) - connections).toBeLessThanOrEqual(11);
  });

  it("of 2,000 pools of 10 slots do not fit 20,000, those of 1,900 leave 473 connections", () => {
    const use = (pools: number) => ({ checks: pools * 10, listeners: 5, threads: 2 });

    expect(descriptorsNeeded(use(2_000))).toBe(20_254);
    expect(connectionsWithin(20_000, use(2_000))).toBeUndefined();
    expect(connectionsWithin(20_000, use(1_900))).toBe(473);
    expect(descriptorsNeeded({ ...use(1_900), maxConnections: 473 })).toBe(20_000);
    expect(connectionsWithin(20_254, use(2_000))).toBe(100);
  });
});
