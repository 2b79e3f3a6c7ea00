import { BlockList, isIP } from "node:net";

/** An IP network in CIDR form (RFC 4632, RFC 4291 section 2.3). */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** `10.0.0.0/8`, `::1/128`, or a single address; `undefined` for any other text. */
export function parseNetwork(text: string): Network | undefined {
  const [address = "", digits, ...rest] = text.split("/");
  const version = isIP(address);
  if (version === 0 || address.includes("%") || rest.length > 0) return undefined;
  const bits = version === 4 ? 32 : 128;
  if (digits !== undefined && !/^\d{1,3}$/.test(digits)) return undefined;
  const prefix = digits === undefined ? bits : Number(digits);
  return prefix <= bits ? { address, prefix, family: `ipv${version as 4 | 6}` } : undefined;
}

/** `10.0.0.0/8` */
export function formatNetwork({ address, prefix }: Network): string {
  return `${address}/${prefix}`;
}

/** An IPv4 address without the `::ffff:` of a socket that serves both families. */
export function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

/** Tests whether an address is in one of the networks. An IPv4 address written `::ffff:…` counts as IPv4. */
export function networkTest(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return (address) => {
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && list.check(plain, version === 6 ? "ipv6" : "ipv4");
  };
}
