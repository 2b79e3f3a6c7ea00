import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import { expect } from "vitest";
import { loadBalancerOf } from "../harness.js";
import { type Observed, observe, writeFiles } from "../observe.js";
import { arrange, call } from "./arrange.js";
import { BELIEVED_POOLS, type Call, POOLS } from "./cases.js";

/** A HAProxy that can be brought back to its first state, and the states that changes may lead to. */
export interface Arranged {
  readonly before: Observed;
  reset(): Promise<void>;
  /** The state when those calls were made for which `isMade` says so, one after another. */
  after(calls: readonly Call[], isMade: (index: number) => boolean): Promise<Observed>;
}

export async function arranged(haproxy: TestHaproxy): Promise<Arranged> {
  const before = await arrange(haproxy);
  const known = new Map<string, Observed>();
  const reset = async () => {
    await writeFiles(haproxy, before);
    await loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS).restore();
    expect(await observe(haproxy)).toEqual(before);
  };
  return {
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
