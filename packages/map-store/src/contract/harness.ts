import assert from "node:assert/strict";
import {
  type DomainPattern,
  parse,
  parseDomainPattern,
  parseIpAddress,
  portSchema,
  type ServerState,
  type Slot,
  slotSchema,
  weightSchema,
} from "@haproxy-mcp/validation";
import type { DesiredState, ServerRecord } from "../desired-state.js";
import { StoreError, type StoreErrorCode } from "../errors.js";
import type { Change, StateStore } from "../state-store.js";

/** One state, empty at the beginning, a new one for each case. */
export interface ContractHarness<Store extends StateStore = StateStore> {
  /** Another client on the same state. */
  open(): Promise<Store>;
}

/** A promise of a store. */
export interface ContractCase<Store extends StateStore = StateStore> {
  readonly name: string;
  /** Rejects when the store does not keep the promise. */
  run(harness: ContractHarness<Store>): Promise<void>;
}

/** The same store, which runs every change twice, as one may that compares and swaps. */
export function changingTwice<Store extends StateStore>(store: Store): Store {
  const update: StateStore["update"] = (change, options) =>
    store.update((snapshot) => {
      try {
        change(snapshot);
      } catch {
        // only the last run counts
      }
      return change(snapshot);
    }, options);
  return { ...store, read: (options) => store.read(options), watch: (signal) => store.watch(signal), update };
}

export function domain(text: string): DomainPattern {
  return parseDomainPattern(text);
}

export function server(ip: string, port = 80, weight = 1, state: ServerState = "ready"): ServerRecord {
  return {
    ip: parseIpAddress(ip),
    port: parse(portSchema, port, "port"),
    weight: parse(weightSchema, weight, "weight"),
    state,
  };
}

export function slots(...records: readonly ServerRecord[]): ReadonlyMap<Slot, ServerRecord> {
  return new Map(records.map((record, index) => [parse(slotSchema, index + 1, "slot"), record]));
}

/** A change that puts a new name into a pool, with one server where the pool has none. */
export function adding(name: string, pool: number): Change<number> {
  return ({ state }) => {
    const { names = [], servers = slots(server("192.0.2.1")) } = state.pools.get(pool) ?? {};
    const added = { names: new Set([...names, domain(name)]), servers };
    return { state: { ...state, pools: new Map([...state.pools, [pool, added]]) }, result: pool };
  };
}

/** A change that removes one name, and its pool with the servers when it was the last. */
export function removing(name: string): Change<undefined> {
  return ({ state }) => {
    const pools = [...state.pools].map(
      ([pool, { names, servers }]) =>
        [pool, { names: new Set([...names].filter((other) => other !== name)), servers }] as const,
    );
    return {
      state: { ...state, pools: new Map(pools.filter(([, { names }]) => names.size > 0)) },
      result: undefined,
    };
  };
}

/** A change that leaves the state as it is. */
export const keeping: Change<undefined> = ({ state }) => ({ state, result: undefined });

/** The names of a state with their pools, in an order of their own. */
export function namesOf({ pools }: DesiredState): readonly (readonly [DomainPattern, number])[] {
  return [...pools]
    .flatMap(([pool, { names }]) => [...names].map((name) => [name, pool] as const))
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

export async function assertStoreError(promise: Promise<unknown>, code: StoreErrorCode): Promise<void> {
  await assert.rejects(promise, (error) => StoreError.isInstance(error) && error.code === code);
}

/** A promise and the means to settle it. */
export function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle() };
}
