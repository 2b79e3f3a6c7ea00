import {
  createRuntimeApiClient,
  type RuntimeApiClient,
  RuntimeApiError,
  type RuntimeApiErrorCode,
} from "@haproxy-mcp/runtime-api-client";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { createLoadBalancer, type LoadBalancer } from "../../src/index.js";
import { loadBalancerOf, startPools, storeOf } from "../harness.js";
import { type Observed, observe } from "../observe.js";

/**
 * A client whose batches reach HAProxy, and whose answers get lost: HAProxy itself can't be asked to do that.
 *
 * @param losing whether the answers to the batch of this number, from 1, are lost
 */
function losingAnswers(
  real: RuntimeApiClient,
  code: RuntimeApiErrorCode,
  losing: (batch: number) => boolean,
): RuntimeApiClient {
  let batches = 0;
  const batch: RuntimeApiClient["batch"] = async (commands, options) => {
    const results = await real.batch(commands, options);
    if (!losing(++batches)) return results;
    const lost = results.map(() => ({ ok: false, error: new RuntimeApiError(code, "the answer was lost") }));
    return lost as unknown as typeof results;
  };
  return { ...real, batch };
}

/** Files and HAProxy were compared already; batches count from then. */
async function losingLoadBalancer(
  haproxy: TestHaproxy,
  code: RuntimeApiErrorCode,
  losing: (batch: number) => boolean,
): Promise<LoadBalancer> {
  const real = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  let isCompared = false;
  let before = 0;
  const loadBalancer = createLoadBalancer({
    store: storeOf(haproxy),
    runtime: losingAnswers(real, code, (batch) => {
      if (!isCompared) before = batch;
      return isCompared && losing(batch - before);
    }),
    pools: { count: 5, slots: 3 },
    mapFile: haproxy.mapFile,
  });
  await loadBalancer.restore();
  isCompared = true;
  return loadBalancer;
}

const REACH = 1;
const LOOK = 2;
const CHANGE = 3;
const added = { domain: "b.example.test", server: { ip: "127.0.0.1", port: 82 } };

async function arrange(): Promise<{ haproxy: TestHaproxy; state(): Promise<Observed> } & AsyncDisposable> {
  const haproxy = await startPools();
  await loadBalancerOf(haproxy, haproxy.runtimeSocket).addDomain({
    domain: "a.example.test",
    server: { ip: "127.0.0.1", port: 81 },
  });
  return {
    haproxy,
    state: () => observe(haproxy),
    [Symbol.asyncDispose]: () => haproxy[Symbol.asyncDispose](),
  };
}

it.each([
  ["TIMEOUT", "NOT_APPLIED"],
  ["TRUNCATED", "NOT_APPLIED"],
  ["CANCELLED", "CANCELLED"],
] as const)("undoes a change whose answers ended in %s", async (lost, code) => {
  await using arranged = await arrange();
  const before = await arranged.state();
  const loadBalancer = await losingLoadBalancer(arranged.haproxy, lost, (batch) => batch === CHANGE);

  await expect(loadBalancer.addDomain(added)).rejects.toMatchObject({ code });

  expect(await arranged.state()).toEqual(before);
});

it.each([
  ["reaching HAProxy", REACH, "TIMEOUT", "HAPROXY_UNREACHABLE"],
  ["reaching HAProxy", REACH, "CANCELLED", "CANCELLED"],
  ["looking", LOOK, "TIMEOUT", "HAPROXY_UNREACHABLE"],
  ["looking", LOOK, "CANCELLED", "CANCELLED"],
] as const)("changes nothing when %s (batch %i) ended in %s", async (_what, number, lost, code) => {
  await using arranged = await arrange();
  const before = await arranged.state();
  const loadBalancer = await losingLoadBalancer(arranged.haproxy, lost, (batch) => batch === number);

  await expect(loadBalancer.addDomain(added)).rejects.toMatchObject({ code });

  expect(await arranged.state()).toEqual(before);
});

it("reports an unknown outcome when the rollback got no reply either, and restore settles it", async () => {
  await using arranged = await arrange();
  const before = await arranged.state();
  const loadBalancer = await losingLoadBalancer(arranged.haproxy, "TIMEOUT", (batch) => batch >= CHANGE);

  await expect(loadBalancer.addDomain(added)).rejects.toMatchObject({ code: "OUTCOME_UNKNOWN" });
  await loadBalancerOf(arranged.haproxy, arranged.haproxy.runtimeSocket).restore();

  expect(await arranged.state()).toEqual(before);
});

it("rolls back a change that its caller cancels", async () => {
  await using arranged = await arrange();
  const before = await arranged.state();
  const caller = new AbortController();
  const loadBalancer = await losingLoadBalancer(arranged.haproxy, "CANCELLED", (batch) => {
    if (batch === CHANGE) caller.abort();
    return batch === CHANGE;
  });

  await expect(loadBalancer.addDomain(added, { signal: caller.signal })).rejects.toThrow();

  expect(await arranged.state()).toEqual(before);
});
