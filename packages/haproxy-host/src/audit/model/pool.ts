import { poolName } from "@haproxy-mcp/pool-allocator";
import type { ProxySection } from "./proxy.js";
import { type Server, serversOf } from "./server.js";

/** A pool of the configuration. */
export interface Pool {
  readonly number: number;
  readonly proxy: ProxySection;
  /** Its servers that are our slots. */
  readonly slots: readonly Server[];
}

/** The backends that are our pools, in the order of their numbers. */
export function poolsOf(proxies: readonly ProxySection[], count: number): readonly Pool[] {
  const backends = new Map(proxies.filter(({ isBackend }) => isBackend).map((one) => [one.name, one]));
  return Array.from({ length: count }, (_, i) => i + 1).flatMap((number) => {
    const proxy = backends.get(poolName(number));
    if (proxy === undefined) return [];
    const isSlot = new RegExp(`^${proxy.name}_\\d+$`);
    const slots = serversOf(proxy).filter(({ names }) => names.some((name) => isSlot.test(name)));
    return [{ number, proxy, slots }];
  });
}
