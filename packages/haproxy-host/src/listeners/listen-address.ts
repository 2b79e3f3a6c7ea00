import { isIP } from "node:net";

/** A TCP address that a program listens on. */
export interface ListenAddress {
  /** IPv4 or IPv6; `undefined`: every address of the machine, or one that is not known, such as that of a name. */
  readonly address: string | undefined;
  readonly port: number;
  /** Of a range; otherwise the same. */
  readonly lastPort: number;
}

const TCP_PREFIX = /^(?:stream\+|mptcp\+)?(?:ipv[46]|tcp[46]?|mptcp[46]?)@/;
const ADDRESS_AND_PORT = /^(.*):(\d+)(?:-(\d+))?$/;
const EVERY_ADDRESS: ReadonlySet<string> = new Set(["", "*", "0.0.0.0", "::"]);

/**
 * One address of a `bind` or `stats socket` line (configuration.txt, "bind"); `undefined` for a UNIX socket, a file descriptor, QUIC
 * and a port that is a variable. Pure.
 */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const plain = text.replace(TCP_PREFIX, "");
  if (plain.startsWith("/") || /^[\w+]+@/.test(plain)) return undefined;
  const [, host = "", first, last = first] = ADDRESS_AND_PORT.exec(plain) ?? [];
  if (first === undefined) return undefined;
  const address = host.replace(/^\[(.*)\]$/, "$1");
  return {
    address: EVERY_ADDRESS.has(address) || isIP(address) === 0 ? undefined : address,
    port: Number(first),
    lastPort: Number(last),
  };
}
