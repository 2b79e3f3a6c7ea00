import { type DesiredState, mapKey, type ServerRecord } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { type Servers, serversByPool } from "../desired-state.js";

/** The part of HAProxy that is compared and made to match; `"all"` is everything the files speak of. */
export type Scope = "all" | { readonly keys: ReadonlySet<string>; readonly pools: ReadonlySet<number> };

/** The scope of a change: the map keys and pools that two states differ in. */
export function changedScope(before: DesiredState, after: DesiredState): Exclude<Scope, "all"> {
  const names = [...new Set([...before.domains.keys(), ...after.domains.keys()])];
  const changed = names.filter((name) => before.domains.get(name) !== after.domains.get(name));
  return {
    keys: new Set(changed.map(mapKey)),
    pools: new Set([
      ...poolsOf(changed, before),
      ...poolsOf(changed, after),
      ...poolsWithOtherServers(before, after),
    ]),
  };
}

function poolsOf(names: readonly DomainPattern[], state: DesiredState): readonly number[] {
  return names.flatMap((name) => state.domains.get(name) ?? []);
}

function poolsWithOtherServers(before: DesiredState, after: DesiredState): readonly number[] {
  const [were, are] = [serversByPool(before), serversByPool(after)];
  return [...new Set([...were.keys(), ...are.keys()])].filter(
    (pool) => !sameServers(were.get(pool) ?? new Map(), are.get(pool) ?? new Map()),
  );
}

function sameServers(one: Servers, other: Servers): boolean {
  return one.size === other.size && [...one].every(([slot, server]) => sameServer(server, other.get(slot)));
}

function sameServer(one: ServerRecord, other: ServerRecord | undefined): boolean {
  return (
    other !== undefined &&
    one.ip === other.ip &&
    one.port === other.port &&
    one.weight === other.weight &&
    one.state === other.state
  );
}
