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
import type { StateChange, StateSnapshot, StateStore } from "../state-store.js";

/** One state, empty at the beginning, made anew for each case. */
export interface ContractHarness {
  /** Another client on the same state. */
  open(): Promise<StateStore>;
}

/** A promise of {@link StateStore}. `run` rejects when the store does not keep it. */
export interface ContractCase {
  readonly name: string;
  run(harness: ContractHarness): Promise<void>;
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

/** A change that routes one domain, with one server. */
export function adding(name: string, pool: number): ({ state }: StateSnapshot) => StateChange<number> {
  const added = domain(name);
  return ({ state }) => ({
    state: {
      ...state,
      domains: new Map([...state.domains, [added, pool]]),
      servers: new Map([...state.servers, [added, slots(server("192.0.2.1"))]]),
    },
    result: pool,
  });
}

/** A change that takes one domain away, with its servers. */
export function removing(name: string): ({ state }: StateSnapshot) => StateChange<undefined> {
  const removed = domain(name);
  return ({ state }) => ({
    state: {
      ...state,
      domains: new Map([...state.domains].filter(([other]) => other !== removed)),
      servers: new Map([...state.servers].filter(([other]) => other !== removed)),
    },
    result: undefined,
  });
}

export function assertSameState(actual: DesiredState, expected: Omit<DesiredState, "foreign">): void {
  assert.deepEqual([...actual.domains], [...expected.domains]);
  assert.deepEqual(actual.servers, expected.servers);
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
