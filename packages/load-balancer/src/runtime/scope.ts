import { type DesiredState, differingKeys, mapKey } from "@haproxy-mcp/map-store";

/** The part of HAProxy that is compared and made to match; `"all"` is everything the files speak of. */
export type Scope = "all" | { readonly keys: ReadonlySet<string>; readonly pools: ReadonlySet<number> };

/** The scope of a change: the map keys and pools that two states differ in. */
export function changedScope(before: DesiredState, after: DesiredState): Exclude<Scope, "all"> {
  const names = [...differingKeys(before.domains, after.domains)];
  const holders = differingKeys(before.servers, after.servers);
  const pools = [...names, ...holders].flatMap((name) =>
    [before, after].flatMap(({ domains }) => domains.get(name) ?? []),
  );
  return { keys: new Set(names.map(mapKey)), pools: new Set(pools) };
}
