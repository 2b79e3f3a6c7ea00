import { appendFile, readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { LoadBalancerOptions, Restored } from "../src/index.js";
import { loadBalancerOf, startPools } from "./harness.js";

const ip = "127.0.0.1";

describe("what an operator writes between two calls", () => {
  it("is kept, used, and reported with file and line if it can't be read", async () => {
    await using haproxy = await startPools();
    const repaired: Restored[] = [];
    const reasons: string[] = [];
    const onRepaired: LoadBalancerOptions["onRepaired"] = (one, reason) => {
      repaired.push(one);
      reasons.push(reason);
    };
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { onRepaired });
    await loadBalancer.addDomain({ domain: "a.example.test", server: { ip } });
    const byHand = "# ours\n\nBROKEN.example.test pool_2\nown.example.test be_own\nb.example.test   pool_4\n";
    await appendFile(haproxy.mapFile, byHand);

    const added = await loadBalancer.addDomain({ domain: "c.example.test", server: { ip } });
    await loadBalancer.addServer({ domain: "b.example.test", ip: "::1" });

    expect(added.pool).toBe("pool_3"); // 2 and 4 are taken by hand
    expect(repaired.map(({ applied }) => applied)).toMatchObject([
      [{ key: "b.example.test", desired: "pool_4" }],
    ]);
    expect(reasons).toEqual(["edited files"]);
    expect(await readFile(haproxy.mapFile, "utf8")).toBe(
      `a.example.test pool_1\n${byHand}c.example.test pool_3\n`,
    );
    const { domains, problems } = await loadBalancer.listDomains();
    expect(domains.map(({ domain, servers }) => `${domain} ${servers.length}`)).toEqual([
      "a.example.test 1",
      "b.example.test 1",
      "c.example.test 1",
    ]);
    expect(problems).toEqual([
      {
        kind: "INEFFECTIVE",
        about: "route",
        file: haproxy.mapFile,
        line: 4,
        key: "BROKEN.example.test",
        name: "broken.example.test",
        pool: 2,
        message: expect.stringContaining("BROKEN.example.test"),
      },
    ]);
  });

  it("in servers.json survives a change of its neighbour, with unknown keys", async () => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain: "a.example.test", server: { ip } });
    const servers = JSON.parse(await readFile(haproxy.serversFile, "utf8"));
    servers["a.example.test"][1].note = "rack 7";
    servers["a.example.test"].owner = "web";
    await writeFile(haproxy.serversFile, JSON.stringify(servers));

    await loadBalancer.addServer({ domain: "a.example.test", ip: "::1" });
    await loadBalancer.setServerWeight({ domain: "a.example.test", slot: 1, weight: 9 });

    expect(JSON.parse(await readFile(haproxy.serversFile, "utf8"))).toEqual({
      "a.example.test": {
        1: { ip, http_port: 80, weight: 9, note: "rack 7" },
        2: { ip: "::1", http_port: 80 },
        owner: "web",
      },
    });
  });

  it.each([
    ["broken", '{"a.example.test": {"1": {"ip": "127.0.0.1",}}}', "UNREADABLE", /:1:\d+: /],
    ["emptied", "", "STATE_TOO_SMALL", /is empty/],
    ["a list", "[]", "UNREADABLE", /must be an object/],
  ])("and leaves servers.json %s, is never overwritten", async (_what, text, code, message) => {
    await using haproxy = await startPools();
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
    await loadBalancer.addDomain({ domain: "a.example.test", server: { ip } });
    await writeFile(haproxy.serversFile, text);
    const running = () => haproxy.runtime(`show map ${haproxy.mapFile}`);
    const before = await running();

    const refused = await Promise.allSettled([
      loadBalancer.addDomain({ domain: "b.example.test" }),
      loadBalancer.removeDomain({ domain: "a.example.test" }),
      loadBalancer.restore(),
    ]);

    for (const one of refused) {
      expect(one).toMatchObject({ reason: { code, message: expect.stringMatching(message) } });
    }
    expect(await readFile(haproxy.serversFile, "utf8")).toBe(text);
    expect(await running()).toBe(before);
  });
});
