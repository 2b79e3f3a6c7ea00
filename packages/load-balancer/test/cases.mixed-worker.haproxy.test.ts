// Case ST6, of the kind "a worker of HAProxy that reads `domains.map` and `servers.state` at different moments": a domain is removed
// and another added 10 to 200 ms after SIGUSR2. Others of that kind, tested here too: the new name is a wildcard; both changes are
// made in one group; the removed name comes back while its pool rests.
import { setTimeout as sleep } from "node:timers/promises";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { createFileStateStore, type ExclusiveStateStore } from "@haproxy-mcp/map-store";
import {
  atFullSize,
  freePort,
  startBackend,
  startHaproxy,
  type TestBackend,
  type TestHaproxy,
} from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { type LoadBalancer, LoadBalancerError, renderServerState } from "../src/index.js";
import { loadBalancerOf } from "./harness.js";
import { startLoad } from "./load.js";

const POOLS = { count: 100, slots: 3 };
const LINES = 40_000;
const ROUNDS = atFullSize(25, 4);
const OTHER_ROUNDS = atFullSize(4, 1);
const LIMIT_MS = 180_000;

/** How long a reload takes to read the files, and longer. */
const [SHORTEST_MS, LONGEST_MS] = [10, 200];

interface Servers {
  readonly a: TestBackend;
  readonly b: TestBackend;
}

/** Removes A and adds B. @returns the pool of B */
type Swap = (loadBalancer: LoadBalancer, a: string, b: string, servers: Servers) => Promise<string>;

const oneAfterAnother: Swap = async (loadBalancer, a, b, servers) => {
  await unlessStopping(() => loadBalancer.removeDomain({ domain: a }));
  return (await unlessStopping(() => loadBalancer.addDomain({ domain: b, server: servers.b }))).pool;
};

const together: Swap = async (loadBalancer, a, b, servers) => {
  const [, { pool }] = await Promise.all([
    unlessStopping(() => loadBalancer.removeDomain({ domain: a })),
    unlessStopping(() => loadBalancer.addDomain({ domain: b, server: servers.b })),
  ]);
  return pool;
};

const andBack: Swap = async (loadBalancer, a, b, servers) => {
  const pool = await oneAfterAnother(loadBalancer, a, b, servers);
  await unlessStopping(() => loadBalancer.addDomain({ domain: a, server: servers.a }));
  return pool;
};

/** A worker that is stopping refuses what reaches it last ("Proxy is disabled."), and the change is rolled back: ask again. */
async function unlessStopping<Result>(change: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await change();
    } catch (error) {
      if (!LoadBalancerError.isInstance(error) || error.code !== "NOT_APPLIED") throw error;
    }
  }
}

it.each<readonly [what: string, swap: Swap, suffix: string, rounds: number]>([
  ["one after another", oneAfterAnother, "b.test", ROUNDS],
  [
    "for a wildcard",
    (lb, a, b, servers) => oneAfterAnother(lb, a, `*.${b}`, servers),
    "w.test",
    OTHER_ROUNDS,
  ],
  ["in one group", together, "g.test", OTHER_ROUNDS],
  ["and A comes back", andBack, "back.test", OTHER_ROUNDS],
])(
  "a domain that is removed during a reload never meets the server of one added then: %s",
  {
    timeout: LIMIT_MS,
  },
  async (_what, swap, suffix, rounds) => {
    await using a = await startBackend({ name: "A" });
    await using b = await startBackend({ name: "B" });
    const port = await freePort();
    await using haproxy = await startOnPort(port);
    // no `reconcile`: as if our server had ended right after both changes, a mixed worker stays as it is
    const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS, storeThatRests(haproxy));
    await loadBalancer.restore();

    for (let round = 0; round < rounds; round++) {
      const name = `a${round}.${suffix}`;
      const { pool } = await loadBalancer.addDomain({ domain: name, server: a });
      const seen = new Map<string, number>();
      await using load = startLoad(port, [name], (_host, { status, body }) => {
        const outcome = status === 200 ? `200 of ${body}` : String(status);
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      });
      await load.more(20);

      const reloaded = haproxy.reload();
      await sleep(SHORTEST_MS + ((LONGEST_MS - SHORTEST_MS) * round) / rounds); // the moment is what the case is about
      const poolOfB = await swap(loadBalancer, name, `b${round}.${suffix}`, { a, b });
      await reloaded;
      await load.more(100);
      await load[Symbol.asyncDispose]();

      const others = [...seen.keys()].filter((outcome) => !["200 of A", "404", "503"].includes(outcome));
      expect(others, `round ${round}: ${JSON.stringify(Object.fromEntries(seen))}`).toEqual([]);
      expect(seen.get("200 of A")).toBeGreaterThan(0);
      expect(poolOfB).not.toBe(pool);
    }
  },
);

/** With the real time: a minute is a minute. */
function storeThatRests({ mapFile, serversFile, stateFile }: TestHaproxy): ExclusiveStateStore {
  const derived = [{ file: stateFile, render: renderServerState }];
  return createFileStateStore({ mapFile, serversFile, derived });
}

function startOnPort(port: number): Promise<TestHaproxy> {
  const bulk = Array.from({ length: LINES }, (_, index) => `d${index}.bulk.test pool_${POOLS.count}\n`);
  return startHaproxy({
    files: { "domains.map": bulk.join("") },
    config: ({ runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools: POOLS,
        httpBinds: [`127.0.0.1:${port}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
      }),
  });
}
