import { setTimeout as sleep } from "node:timers/promises";
import { RuntimeApiError, type Transport } from "@haproxy-mcp/runtime-api-client";
import { atFullSize, type TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { LoadBalancerError, reconcile } from "../../src/index.js";
import { leftovers, observe } from "../observe.js";
import { call } from "./arrange.js";
import { CASES } from "./cases.js";
import { lender } from "./made-or-not.js";
import { withFaultPoints } from "./seams.js";

type Exchange = Transport["exchange"];

/** What goes wrong with one exchange, and whether all that follow go wrong too. */
interface Failure {
  readonly name: string;
  readonly lasts: boolean;
  readonly exchange: (haproxy: TestHaproxy, exchange: Exchange) => Exchange;
}

const refuses: Failure["exchange"] = () => async () =>
  new RuntimeApiError("CONNECT_FAILED", "made to refuse", { sent: false });
const losesAnswers: Failure["exchange"] = (_haproxy, exchange) => async (request, options) => {
  await exchange(request, options, () => false);
  return new RuntimeApiError("TIMEOUT", "made to time out", { sent: true });
};

const FAILURES: readonly Failure[] = [
  { name: "refuses one connection", lasts: false, exchange: refuses },
  { name: "refuses connections from then on", lasts: true, exchange: refuses },
  { name: "loses one answer", lasts: false, exchange: losesAnswers },
  { name: "loses answers from then on", lasts: true, exchange: losesAnswers },
  {
    name: "dies before a command",
    lasts: false,
    exchange: (haproxy, exchange) => async (request, options, receive) => {
      await haproxy.kill();
      return exchange(request, options, receive);
    },
  },
  {
    name: "dies after a command",
    lasts: false,
    exchange: (haproxy, exchange) => async (request, options, receive) => {
      const error = await exchange(request, options, receive);
      await haproxy.kill();
      return error;
    },
  },
];

/** From the exchange of this number on. */
function failing(haproxy: TestHaproxy, { lasts, exchange }: Failure, number: number) {
  let count = 0;
  let isMended = false;
  const wrap = (transport: Transport): Transport => ({
    target: transport.target,
    exchange(...args) {
      count++;
      const isFailing = !isMended && (lasts ? count >= number : count === number);
      return (isFailing ? exchange(haproxy, transport.exchange) : transport.exchange)(...args);
    },
  });
  return {
    wrap,
    reached: () => count >= number,
    repair: () => {
      isMended = true;
    },
  };
}

/** One that changes nothing, one that leaves the outcome unknown, and one after which HAProxy has to be settled. */
const FEW = FAILURES.filter(({ name }) =>
  ["refuses one connection", "loses answers from then on", "dies after a command"].includes(name),
);

const lend = lender();
const MOST_EXCHANGES = 20;
const LIMIT_MS = 60_000;

describe.each(atFullSize(FAILURES, FEW))("HAProxy $name", (failure) => {
  it.concurrent.each(CASES)(
    "at any command of $name: rolled back, or reported as unknown and settled",
    { timeout: 300_000 },
    async ({ calls }) => {
      await using lent = await lend();
      const { haproxy, reset, after } = lent;

      for (let number = 1; number <= MOST_EXCHANGES; number++) {
        await reset();
        const fault = failing(haproxy, failure, number);
        const { loadBalancer } = withFaultPoints(haproxy, () => {}, fault.wrap);

        const results = await within(
          "the changes",
          Promise.allSettled(calls.map((one) => call(loadBalancer, one))),
        );
        if (!fault.reached()) break;
        expect(number, "the changes never end").toBeLessThan(MOST_EXCHANGES);
        fault.repair();
        const isDead = (await haproxy.runtime("show info").catch(() => "")) === "";
        if (isDead) await haproxy.start();
        const isUnknown = results.some(
          (one) => one.status === "rejected" && one.reason.code === "OUTCOME_UNKNOWN",
        );
        if (isUnknown) expect(loadBalancer.settledRevision()).toBeUndefined();
        if (isDead || isUnknown) await settleBy(loadBalancer);

        const found = await observe(haproxy);
        const wanted = await after(calls, (index) => results[index]?.status === "fulfilled");
        expect(found, `at exchange ${number}`).toEqual(wanted);
        expect(await leftovers(haproxy)).toEqual([]);
        for (const one of results) {
          if (one.status === "rejected") expect(LoadBalancerError.isInstance(one.reason)).toBe(true);
        }
      }
    },
  );
});

async function settleBy(loadBalancer: Parameters<typeof reconcile>[0]["loadBalancer"]): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  let last: unknown;
  for await (const event of reconcile({ loadBalancer, signal, pollMs: 20 })) {
    if (event.kind === "restored") return;
    last = event.error;
  }
  throw new Error("it is not settled", { cause: last });
}

/** Names what hangs, where the test's own limit would only say that something does. */
async function within<Value>(what: string, promise: Promise<Value>): Promise<Value> {
  const stop = new AbortController();
  const late = sleep(LIMIT_MS, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`not within ${LIMIT_MS} ms: ${what}`);
  });
  return Promise.race([promise, late]).finally(() => stop.abort());
}
