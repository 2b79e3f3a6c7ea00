import { expect, it } from "vitest";
import { type ChangeStep, LoadBalancerError, type Recording } from "../../src/index.js";
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
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, {}, open(haproxy));
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
  expect(await loadBalancer.restore()).toMatchObject({ applied: [], remaining: [] });
  expect((await loadBalancer.listDomains()).domains.map(({ domain }) => domain)).toEqual(
    [alias, a, b].sort(),
  );
});

it("numbers the steps of a replacement, also those that roll it back", async () => {
  await using haproxy = await startPools({ check: "check inter 20ms" });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  await loadBalancer.addDomain({ domain: a, server: { ip, port: 1 } });
  const replacing = recorder();

  const replaced = loadBalancer
    .recorded(replacing)
    .replaceServers({ domain: a, servers: [{ ip, port: 2 }], timeoutMs: 1 });

  await expect(replaced).rejects.toSatisfy(LoadBalancerError.isInstance);
  const staged = { ip, port: 2, weight: 1, state: "drain" };
  expect(replacing.steps).toMatchObject([
    { step: 0, difference: { servers: [{ slot: 2, before: undefined, after: staged }] } },
    { step: 1, difference: { servers: [{ slot: 2, before: staged, after: undefined }] } },
  ]);
});
