import { BlockList, isIP } from "node:net";
import type { RefuseServer } from "@haproxy-mcp/map-store";
import { formatEndpoint } from "@haproxy-mcp/validation";

/** Where this machine listens for what no server may be, such as HAProxy's Runtime API. */
export interface OwnEndpoint {
  /** For the message: `HAProxy's Runtime API`. */
  readonly what: string;
  /** IPv4 or IPv6; left out: every address of this machine. */
  readonly address?: string | undefined;
  readonly port: number;
  /** Of a range of ports. Default: `port`. */
  readonly lastPort?: number | undefined;
}

/** What `0.0.0.0` and `::` reach is this machine, too. */
const LOOPBACK = ["::1", "0.0.0.0", "::"];

/**
 * A rule that refuses servers at such endpoints: requests of visitors would be commands there, or go round in circles. Pure.
 *
 * @param addresses of the interfaces of this machine; all of 127.0.0.0/8 and `::1` count anyway
 */
export function refuseOwnEndpoints(
  endpoints: readonly OwnEndpoint[],
  addresses: readonly string[] = [],
): RefuseServer {
  const machine = listOf([...LOOPBACK, ...addresses]);
  machine.addSubnet("127.0.0.0", 8, "ipv4");
  const rules = endpoints.map(({ what, address, port, lastPort = port }) => ({
    what,
    addresses: address === undefined ? machine : listOf([address]),
    hasPort: (its: number) => port <= its && its <= lastPort,
  }));
  return ({ ip, port }) => {
    const family = familyOf(ip);
    const found = rules.find((rule) => rule.hasPort(port) && rule.addresses.check(ip, family));
    return found && `${formatEndpoint(ip, port)} is ${found.what}, which can't be a server`;
  };
}

/** An IPv4 address and the same one written as IPv6 (`::ffff:…`) are one. */
function listOf(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of addresses) {
    const [address = ""] = text.split("%"); // without the zone of a link-local one
    if (isIP(address) !== 0) list.addAddress(address, familyOf(address));
  }
  return list;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
