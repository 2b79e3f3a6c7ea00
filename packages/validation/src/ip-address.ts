import { z } from "zod";
import type { ValidationErrorCode } from "./errors.js";
import { parse } from "./parse.js";

declare const brand: unique symbol;

/** An IPv4 or IPv6 unicast address in the one form that HAProxy prints (`inet_ntop`, RFC 5952). */
export type IpAddress = string & { readonly [brand]: "IpAddress" };

const CODE = "INVALID_ADDRESS" satisfies ValidationErrorCode;
const BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"; // no leading zero: inet_pton would refuse it
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
const IPV6_CHARACTERS = /^[0-9a-fA-F:.]+$/;

/** An IPv4 or IPv6 address that a server can have. No zone id, no port, no brackets, no host name. */
export const ipAddressSchema = z.string().transform((text, context): IpAddress => {
  const ip = canonical(text);
  const problem = text.includes("%") ? "must not have a zone id" : problemOf(ip);
  if (problem === undefined) return ip as IpAddress;
  context.addIssue({ code: "custom", message: problem, params: { code: CODE } });
  return z.NEVER;
});

/** Reads an IPv4 or IPv6 address; the latter becomes its short form (RFC 5952). @throws ValidationError `INVALID_ADDRESS`; `INVALID_INPUT` for what is no text */
export function parseIpAddress(input: unknown, field = "ip"): IpAddress {
  return parse(ipAddressSchema, input, field);
}

/** `10.0.0.1:80`, `[2001:db8::1]:80`. */
export function formatEndpoint(ip: IpAddress, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function problemOf(address: string | undefined): string | undefined {
  if (address === undefined) return "must be an IPv4 or IPv6 address, such as 10.0.0.1 or 2001:db8::1";
  // an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) is checked as IPv4
  const ip = address.replace(/^::ffff:(?=\d+\.)/, "");
  if (ip === "0.0.0.0" || ip === "::") return "must be the address of one host, not the unspecified address";
  if (ip === "255.255.255.255") return "must be the address of one host, not the broadcast address";
  if (/^(?:2(?:2[4-9]|3\d)\.|ff[0-9a-f]{2}:)/.test(ip)) {
    return "must be the address of one host, not a multicast group";
  }
  return undefined;
}

/** As `inet_ntop` prints it, or `undefined` for any other text. */
function canonical(text: string): string | undefined {
  if (IPV4.test(text)) return text;
  const address = `http://[${text}]`;
  if (!IPV6_CHARACTERS.test(text) || !URL.canParse(address)) return undefined;
  return new URL(address).hostname.slice(1, -1).replace(/^(::(?:ffff:)?)([0-9a-f]+):([0-9a-f]+)$/, asIpv4);
}

/** The last 32 bits of a mapped or compatible address are printed as IPv4, which `URL` does not do. */
function asIpv4(_address: string, prefix: string, high: string, low: string): string {
  const bytes = [high, low]
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255]);
  return prefix + bytes.join(".");
}
