import { type PoolRange, poolName } from "@haproxy-mcp/pool-allocator";
import { serverTemplate } from "./server-template.js";

/** @param defaults name of the defaults section that they are made from */
export function renderPools({ count, slots }: PoolRange, defaults?: string): readonly string[] {
  const from = defaults === undefined ? "" : ` from ${defaults}`;
  const pools = Array.from({ length: count }, (_, i) => poolName(i + 1));
  return [
    "# Pools: a domain gets one, and each of its servers a slot, at run time. The slots have a name that never resolves and init-addr last:",
    "# only then does HAProxy restore addresses from the state file, and 0.0.0.0 lets them be set. See the README of @haproxy-mcp/haproxy-host.",
    ...pools.flatMap((name) => [`backend ${name}${from}`, `  ${serverTemplate(name, slots)}`, ""]),
  ];
}
