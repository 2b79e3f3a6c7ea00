import { startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import {
  type ChangeStep,
  composeDifferences,
  type RecordedChanges,
  type Recording,
  type Undone,
} from "../../src/index.js";
import { loadBalancerOf, STORES, startPools } from "../harness.js";

const [a, b, alias] = ["a.example.test", "b.example.test", "alias.example.test"];
const ip = "127.0.0.1";
const server = (port: number, weight = 1) => ({ ip, port, weight, state: "ready" });

function recorder(): Recording & { readonly steps: ChangeStep[] } {
  const steps: ChangeStep[] = [];
  return { steps, intend: async (step) => void steps.push(step) };
}

it.each(STORES)("is written down before it is made, on a store that %s", async (_what, open) => {
  await using haproxy = await startPools();
  // HAProxy has one slot less, and refuses a server in the fourth.
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, { slots: 4 }, open(haproxy));
  const { revision: empty } = await loadBalancer.read();

  const adding = recorder();
  const added = loadBalancer.recorded({
    intend: async (step) => {
      expect((await loadBalancer.read()).revision).toBe(empty);
      await adding.intend(step);
    },
  });
  await added.addDomain({ domain: a, server: { ip, port: 81 } });
  const { revision } = await loadBalancer.read();
  expect(adding.steps).toEqual([
    {
      step: 0,
      before: empty,
      after: revision,
      difference: {
        names: [{ name: a, before: undefined, after: 1 }],
        servers: [{ pool: 1, slot: 1, before: undefined, after: server(81) }],
        kept: [],
      },
    },
  ]);

  // What is not possible or changes nothing is not written down; the others of a group are, each with its own difference.
  const together = [recorder(), recorder(), recorder(), recorder()];
  const [first, second, third, fourth] = together.map((one) => loadBalancer.recorded(one));
  const results = await Promise.allSettled([
    first?.addDomain({ domain: alias, aliasOf: a }),
    second?.setServerWeight({ domain: a, slot: 1, weight: 7 }),
    third?.addDomain({ domain: a }),
    fourth?.setServerState({ domain: a, slot: 1, state: "ready" }),
  ]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  const { revision: last } = await loadBalancer.read();
  const step = { step: 0, before: revision, after: last };
  expect(together.map(({ steps }) => steps)).toEqual([
    [
      {
        ...step,
        difference: {
          names: [{ name: alias, before: undefined, after: 1 }],
          servers: [],
          kept: [{ pool: 1, names: [a] }],
        },
      },
    ],
    [
      {
        ...step,
        difference: {
          names: [],
          servers: [{ pool: 1, slot: 1, before: server(81), after: server(81, 7) }],
          kept: [{ pool: 1, names: [a, alias] }],
        },
      },
    ],
    [],
    [],
  ]);

  // A recording that can't be written refuses its change, and no other of the group.
  const refusing = loadBalancer.recorded({ intend: () => Promise.reject(new Error("disk full")) });
  const kept = recorder();
  const outcomes = await Promise.allSettled([
    refusing.removeDomain({ domain: a }),
    loadBalancer.recorded(kept).addDomain({ domain: b }),
    loadBalancer.setServerWeight({ domain: a, slot: 1, weight: 9 }),
  ]);
  expect(outcomes).toMatchObject([
    { status: "rejected", reason: { message: "disk full" } },
    { status: "fulfilled" },
    { status: "fulfilled" },
  ]);
  expect(kept.steps.at(-1)).toMatchObject({ step: 0, difference: { names: [{ name: b, after: 2 }] } });

  // With one that HAProxy refuses, all are rolled back and tried again: the last try counts.
  const tries = [recorder(), recorder()] as const;
  const tried = await Promise.allSettled([
    loadBalancer.recorded(tries[0]).setServerWeight({ domain: a, slot: 1, weight: 3 }),
    loadBalancer.recorded(tries[1]).addServer({ domain: a, ip, slot: 4 }),
  ]);
  expect(tried).toMatchObject([{ status: "fulfilled" }, { reason: { code: "NOT_APPLIED" } }]);
  expect(tries.map(({ steps }) => steps.map((one) => one.step))).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(tries[0].steps.at(-1)?.after).toBe((await loadBalancer.read()).revision);
  expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [] });
  expect((await loadBalancer.listDomains()).domains.map(({ domain }) => domain)).toEqual(
    [alias, a, b].sort(),
  );
});

it("is undone by what was recorded: a replacement of servers, and its undo, and the removal of a domain whose pool was given away", async () => {
  await using haproxy = await startPools({ check: "check inter 20ms" });
  await using backend = await startBackend({ name: "one" });
  const { port } = backend;
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  const record = async <Result>(run: (changes: RecordedChanges) => Promise<Result>) => {
    const recording = recorder();
    const result = await run(loadBalancer.recorded(recording)).catch((error: unknown) => error);
    return {
      result,
      steps: recording.steps,
      difference: composeDifferences(recording.steps.map((one) => one.difference)),
    };
  };
  const servers = async (domain: string) => (await loadBalancer.listServers({ domain })).servers;
  await loadBalancer.addDomain({ domain: a, server: { ip, port: 1, weight: 7 } });

  const failed = await record((its) =>
    its.replaceServers({ domain: a, servers: [{ ip, port: 2 }], timeoutMs: 1 }),
  );
  expect(failed.result).toMatchObject({ code: "NOT_HEALTHY" });
  expect(failed.steps.map(({ step }) => step)).toEqual([0, 1]);
  expect(failed.difference).toMatchObject({ names: [], servers: [] });

  // A replacement that can't be recorded to its end is rolled back all the same.
  const intend: Recording["intend"] = async ({ step }) => {
    if (step > 0) throw new Error("disk full");
  };
  const refused = loadBalancer.recorded({ intend }).replaceServers({ domain: a, servers: [{ ip, port }] });
  await expect(refused).rejects.toThrow(/^disk full$/);
  expect(await servers(a)).toMatchObject([{ slot: 1, port: 1, state: "ready" }]);

  const replaced = await record((its) => its.replaceServers({ domain: a, servers: [{ ip, port }] }));
  expect(replaced.steps.map(({ step }) => step)).toEqual([0, 1, 2]);
  expect(await servers(a)).toMatchObject([{ slot: 2, port }]);
  const dry = await loadBalancer.dryRun((its) => its.undo(replaced));
  expect(dry.outlook.slots.map(({ name }) => name)).toEqual(["pool_1_1", "pool_1_2"]);
  const undone = await record((its) => its.undo(replaced));
  expect(undone.result).toEqual(dry.result);
  expect(undone.difference).toEqual((undone.result as Undone).difference);
  expect(await servers(a)).toMatchObject([{ slot: 1, port: 1, weight: 7 }]);
  await loadBalancer.undo(undone);
  expect(await servers(a)).toMatchObject([{ slot: 2, port }]);
  await expect(loadBalancer.undo(undone)).rejects.toMatchObject({
    code: "CHANGED_SINCE",
    changed: {
      names: [],
      slots: [
        { pool: 1, slot: 1 },
        { pool: 1, slot: 2 },
      ],
    },
  });

  const removed = await record((its) => its.removeDomain({ domain: a }));
  await haproxy.runtime(`add map ${haproxy.mapFile} ${b} pool_1`); // by hand: the pool is in use
  const adopted = await record((its) => its.saveState({ adoptRunning: true }));
  expect(adopted.difference).toEqual({
    names: [{ name: b, before: undefined, after: 1 }],
    servers: [],
    kept: [],
  });
  await loadBalancer.undo(removed);
  expect(await loadBalancer.listServers({ domain: a })).toMatchObject({
    pool: "pool_2",
    servers: [{ slot: 2, port }],
  });
  expect((await record((its) => its.saveState())).steps).toEqual([]);
  await loadBalancer.undo(adopted);
  expect((await loadBalancer.listDomains()).domains.map(({ domain }) => domain)).toEqual([a]);
  expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [] });
});
