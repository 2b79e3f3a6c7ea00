import type { ConfigSettings } from "./config-settings.js";
import { processConnections } from "./render-global.js";

/** What a configuration makes HAProxy reserve file descriptors for. */
export interface DescriptorUse {
  /** Servers with a health check, also the disabled ones; one with an agent check as well counts twice. */
  readonly checks: number;
  /** `bind` and `stats socket` lines. */
  readonly listeners: number;
  /** `nbthread`; by default one for each processor, at most 64. */
  readonly threads: number;
  /** `maxconn` of the section `global`; absent: HAProxy derives it from the limit. */
  readonly maxConnections?: number | undefined;
}

/** Standard streams and the like (11), the default `stats maxconn` (10), and the master CLI (11 in 2.6, 22 in 3.0, none later). */
const RESERVED = 43;
const PER_THREAD = 3;
/** The client's side and the server's. */
const PER_CONNECTION = 2;
/** HAProxy derives no smaller `maxconn` (DEFAULT_MAXCONN), and does not start where not even this many fit. */
const LEAST_CONNECTIONS = 100;

/**
 * The limit of open files (`ulimit -Hn`) below which HAProxy does not start, although `haproxy -c` accepts the configuration. It is what
 * HAProxy 2.6, 3.0, 3.2 and 3.4 report as `Maxsock` if `maxConnections` is given, or at most 22 more. Pure.
 */
export function descriptorsNeeded(use: DescriptorUse): number {
  return fixed(use) + PER_CONNECTION * (use.maxConnections ?? LEAST_CONNECTIONS);
}

/**
 * The `maxconn` that HAProxy derives from a limit of open files where the configuration sets none; `undefined` if it does not start. Pure.
 */
export function connectionsWithin(
  limit: number,
  use: Omit<DescriptorUse, "maxConnections">,
): number | undefined {
  if (limit < descriptorsNeeded(use)) return undefined;
  return Math.floor((limit - fixed(use)) / PER_CONNECTION);
}

function fixed({ checks, listeners, threads }: DescriptorUse): number {
  return checks + listeners + PER_THREAD * threads + RESERVED;
}

/** What `renderConfig` makes HAProxy reserve them for. */
export function descriptorUse(settings: ConfigSettings, threads: number): DescriptorUse {
  const { pools, httpBinds, https, statsSockets, statistics, maxConnections } = settings;
  const binds = [...httpBinds, ...(https?.binds ?? []), ...(https?.quicBinds ?? [])];
  return {
    checks: pools.count * pools.slots,
    listeners: binds.length + statsSockets.length + (statistics === undefined ? 0 : 1),
    threads,
    maxConnections: maxConnections === undefined ? undefined : processConnections(maxConnections),
  };
}
