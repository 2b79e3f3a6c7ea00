import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { afterAll, expect } from "vitest";
import { loadBalancerOf, startPools } from "../harness.js";
import { type Observed, observe, writeFiles } from "../observe.js";
import { arrange, call } from "./arrange.js";
import { BELIEVED_POOLS, type Call, POOLS } from "./cases.js";

/** A HAProxy that can be brought back to its first state, and the states that changes may lead to. */
export interface Arranged {
  readonly haproxy: TestHaproxy;
  readonly before: Observed;
  reset(): Promise<void>;
  /** The state when those calls were made for which `isMade` says so, one after another. */
  after(calls: readonly Call[], isMade: (index: number) => boolean): Promise<Observed>;
}

/**
 * Lends to each test of a file a HAProxy that no other has meanwhile, in whatever state the one before left it. Starting and
 * arranging one took half of their time.
 */
export function lender(): () => Promise<Arranged & AsyncDisposable> {
  const all: Arranged[] = [];
  const free: Arranged[] = [];
  const start = async () => {
    const haproxy = await startPools(POOLS);
    all.push(await arranged(haproxy));
    return all.at(-1) as Arranged;
  };
  afterAll(() => Promise.all(all.map(({ haproxy }) => haproxy[Symbol.asyncDispose]())));
  return async () => {
    const lent = free.pop() ?? (await start());
    await lent.haproxy.runtime("show info").catch(() => lent.haproxy.start()); // a test that failed may have left it dead
    return { ...lent, [Symbol.asyncDispose]: async () => void free.push(lent) };
  };
}

async function arranged(haproxy: TestHaproxy): Promise<Arranged> {
  const before = await arrange(haproxy);
  const known = new Map<string, Observed>();
  const reset = async () => {
    await writeFiles(haproxy, before);
    await loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS).restore();
    expect(await observe(haproxy)).toEqual(before);
  };
  return {
    haproxy,
    before,
    reset,
    async after(calls, isMade) {
      const made = calls.filter((_call, index) => isMade(index));
      const name = JSON.stringify(made);
      const found = known.get(name);
      if (found !== undefined) return found;
      await reset();
      const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, BELIEVED_POOLS);
      for (const one of made) await call(loadBalancer, one).catch(() => {});
      const observed = await observe(haproxy);
      known.set(name, observed);
      return observed;
    },
  };
}

/** Every choice of calls that may have been made. */
export function choices(calls: readonly Call[]): readonly ((index: number) => boolean)[] {
  return Array.from({ length: 2 ** calls.length }, (_, bits) => (index) => ((bits >> index) & 1) === 1);
}
