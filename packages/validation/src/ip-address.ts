import { BlockList, isIP, SocketAddress } from "node:net";
import { z } from "zod";
import type { ValidationErrorCode } from "./errors.js";
import { parse } from "./parse.js";

declare const brand: unique symbol;

/** An IPv4 or IPv6 unicast address in the one form that HAProxy prints (`inet_ntop`, RFC 5952). */
export type IpAddress = string & { readonly [brand]: "IpAddress" };

const CODE = "INVALID_ADDRESS" satisfies ValidationErrorCode;

const MULTICAST = new BlockList();
MULTICAST.addSubnet("224.0.0.0", 4, "ipv4");
MULTICAST.addSubnet("ff00::", 8, "ipv6");

/** An IPv4 or IPv6 address that a server can have. No zone id, no port, no brackets, no host name. */
export const ipAddressSchema = z.string().transform((text, context): IpAddress => {
  const problem = problemOf(text);
  if (problem === undefined) return canonical(text);
  context.addIssue({ code: "custom", message: problem, params: { code: CODE } });
  return z.NEVER;
});

/** @throws ValidationError */
export function parseIpAddress(input: unknown, field = "ip"): IpAddress {
  return parse(ipAddressSchema, input, field);
}

/** `10.0.0.1:80`, `[2001:db8::1]:80`. */
export function formatEndpoint(ip: IpAddress, port: number): string {
  return isIP(ip) === 6 ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function problemOf(text: string): string | undefined {
  if (text.includes("%")) return "must not have a zone id";
  if (isIP(text) === 0) return "must be an IPv4 or IPv6 address, such as 10.0.0.1 or 2001:db8::1";
  // an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) is checked as IPv4
  const ip = canonical(text).replace(/^::ffff:(?=\d+\.)/, "");
  if (ip === "0.0.0.0" || ip === "::") return "must be the address of one host, not the unspecified address";
  if (ip === "255.255.255.255") return "must be the address of one host, not the broadcast address";
  if (MULTICAST.check(ip, isIP(ip) === 6 ? "ipv6" : "ipv4")) {
    return "must be the address of one host, not a multicast group";
  }
  return undefined;
}

function canonical(text: string): IpAddress {
  const family = isIP(text) === 6 ? "ipv6" : "ipv4";
  return new SocketAddress({ address: text, family }).address as IpAddress;
}
