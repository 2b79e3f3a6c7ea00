import { poolNumber } from "@haproxy-mcp/pool-allocator";
import { parseIpAddress, ValidationError } from "@haproxy-mcp/validation";
import type { ConfiguredServer } from "./configured-servers.js";
import type { HealthStatus } from "./health-status.js";

/** Servers by what they have in common; those that match all that is given. */
export interface ServerSelector {
  /** IP address, with any port. */
  readonly address?: string | undefined;
  /** A name of their domains; `*` stands for any text. */
  readonly domain?: string | undefined;
  /** Name of their pool: `pool_7`. */
  readonly pool?: string | undefined;
  readonly status?: HealthStatus | undefined;
}

type SelectedServer = Pick<ConfiguredServer, "ip" | "domains" | "pool"> & { readonly status: HealthStatus };

/** @throws ValidationError for what is no address, and what is no pool */
export function selectorOf({
  address,
  domain,
  pool,
  status,
}: ServerSelector): (server: SelectedServer) => boolean {
  if (pool !== undefined && poolNumber(pool) === undefined)
    throw new ValidationError("INVALID_INPUT", "pool", "must be the name of a pool, such as pool_7");
  const ip = address === undefined ? undefined : parseIpAddress(address, "address");
  const isNamed = domain === undefined ? undefined : globOf(domain);
  return (server) =>
    (ip === undefined || server.ip === ip) &&
    (pool === undefined || server.pool === pool) &&
    (status === undefined || server.status === status) &&
    (isNamed === undefined || server.domains.some(isNamed));
}

/** Seeks each part after the one before: a pattern of many `*` takes no longer than another. */
function globOf(pattern: string): (name: string) => boolean {
  const [first = "", ...parts] = pattern.toLowerCase().split("*");
  const last = parts.pop();
  if (last === undefined) return (name) => name === first;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const part of parts) {
      const found = name.indexOf(part, at);
      if (found === -1) return false;
      at = found + part.length;
    }
    return at + last.length <= name.length;
  };
}
