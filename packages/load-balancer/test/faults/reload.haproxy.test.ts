import { expect, it } from "vitest";
import { type LoadBalancer, type ReconcileEvent, reconcile } from "../../src/index.js";
import { leftovers, observe } from "../observe.js";
import { call } from "./arrange.js";
import { CASES, chosen } from "./cases.js";
import { lender } from "./made-or-not.js";
import { withFaultPoints } from "./seams.js";

const lend = lender();

type Reconciling = ReturnType<typeof reconcileMeanwhile>;

async function whileReconciling<Result>(
  loadBalancer: LoadBalancer,
  run: (reconciling: Reconciling) => Promise<Result>,
): Promise<Result> {
  await using reconciling = reconcileMeanwhile(loadBalancer);
  return await run(reconciling);
}

/** Reconciles in the background, and reports when it has dealt with a restart. */
function reconcileMeanwhile(loadBalancer: LoadBalancer) {
  const stop = new AbortController();
  const events: ReconcileEvent[] = [];
  const running = (async () => {
    for await (const event of reconcile({ loadBalancer, signal: stop.signal, pollMs: 10 })) {
      events.push(event);
    }
  })();
  const until = async (isThere: (event: ReconcileEvent) => boolean) => {
    while (!events.some(isThere)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return {
    started: () => until(({ kind, reason }) => kind === "restored" && reason === "start"),
    dealtWithRestart: () => until(({ kind, reason }) => kind === "restored" && reason === "restart"),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}

it.concurrent.each(CASES.map((one, index) => ({ ...one, index })))(
  "a reload at any step of $name leaves the new worker as the result says",
  { timeout: 900_000 },
  async ({ calls, index }) => {
    await using lent = await lend();
    const { haproxy, reset, after } = lent;
    const make = async (reloadAt: number) => {
      let isReloaded = false;
      const { loadBalancer, points } = withFaultPoints(haproxy, async ({ number, moment }) => {
        if (number !== reloadAt || moment === "during") return;
        await haproxy.reload();
        isReloaded = true;
      });
      const results = await Promise.allSettled(calls.map((one) => call(loadBalancer, one)));
      return { results, count: points.count, isReloaded };
    };
    await reset();
    const { count } = await make(0);

    for (const reloadAt of chosen(count, index)) {
      await reset();
      const { loadBalancer } = withFaultPoints(haproxy, () => {});
      const results = await whileReconciling(loadBalancer, async (reconciling) => {
        await reconciling.started();
        const { results, isReloaded } = await make(reloadAt);
        if (isReloaded) await reconciling.dealtWithRestart();
        return results;
      });

      const found = await observe(haproxy);
      const wanted = await after(calls, (number) => results[number]?.status === "fulfilled");
      expect(found, `reloaded at ${reloadAt}`).toEqual(wanted);
      expect(await leftovers(haproxy)).toEqual([]);
    }
  },
);
