import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { type Network, networkTest, parseNetwork } from "./networks.js";
import type { TokenTest } from "./token.js";

export interface AccessRules {
  /** Peers that need no token. */
  readonly trustedNetworks: readonly Network[];
  /** Proxies whose `X-Forwarded-For` is trusted. */
  readonly trustedProxies: readonly Network[];
  /** Host names of this server, besides localhost and IP addresses. */
  readonly allowedHosts: readonly string[];
  /** The current token; `undefined` if none is configured: then clients outside the trusted networks are refused. */
  readonly token: () => Promise<TokenTest | undefined>;
}

export interface Caller {
  /** Address of the other end of the connection. */
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Why a caller is refused: an HTTP status and a sentence. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly reason: string;
}

const LOOPBACK = networkTest(
  [parseNetwork("127.0.0.0/8"), parseNetwork("::1")].filter((net) => net !== undefined),
);

/**
 * Tests whether a caller is allowed. Every caller must use one of the server's own names (a page that rebinds its DNS name
 * can't), and no foreign page; outside the trusted networks it needs the token. A token that is sent must be right in any case.
 */
export function accessTest(rules: AccessRules): (caller: Caller) => Promise<Refusal | undefined> {
  const isTrusted = networkTest(rules.trustedNetworks);
  const isProxy = networkTest(rules.trustedProxies);
  return async ({ peer, headers }) => {
    const foreign = refuseOrigin(headers, rules.allowedHosts) ?? refuseHost(headers, rules.allowedHosts);
    if (foreign !== undefined) return foreign;
    const isInside = isTrusted(sourceAddress(peer, headers, isProxy));
    const { authorization } = headers;
    if (authorization === undefined && isInside) return undefined;
    const isToken = await rules.token();
    if (isToken === undefined && !isInside)
      return { status: 403, reason: "this address is not in a trusted network, and no token is configured" };
    if (authorization === undefined)
      return { status: 401, reason: "clients outside the trusted networks need a bearer token" };
    const token = bearerToken(authorization);
    if (token !== undefined && isToken?.(token) === true) return undefined;
    return { status: 401, reason: "wrong bearer token" };
  };
}

/**
 * The address of the client. For a request through a trusted proxy, it is the last forwarded address that is no such proxy:
 * the one that the outermost proxy saw. The addresses before it can be forged.
 */
function sourceAddress(
  peer: string | undefined,
  headers: IncomingHttpHeaders,
  isProxy: (address: string) => boolean,
): string {
  if (peer === undefined || !isProxy(peer)) return peer ?? "";
  const forwarded = headers["x-forwarded-for"];
  // a proxy that reports its client in another header is not supported, and its client not trusted
  if (forwarded === undefined) return headers["forwarded"] === undefined ? peer : "";
  const addresses = String(forwarded)
    .split(",")
    .map((address) => address.trim());
  return addresses.findLast((address) => !isProxy(address)) ?? addresses[0] ?? "";
}

function bearerToken(authorization: string): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1];
}

function refuseHost({ host }: IncomingHttpHeaders, allowed: readonly string[]): Refusal | undefined {
  const name = hostNameOf(`http://${host ?? ""}`);
  if (name !== undefined && (isIP(bare(name)) !== 0 || isOwnName(name, allowed))) return undefined;
  return { status: 403, reason: "unknown Host header; add the name to MCP_ALLOWED_HOSTS" };
}

/** Browsers send the page's Origin; other clients send none. */
function refuseOrigin(
  { origin, host }: IncomingHttpHeaders,
  allowed: readonly string[],
): Refusal | undefined {
  if (origin === undefined) return undefined;
  const name = hostNameOf(origin);
  const isOwn = name !== undefined && (isOwnName(name, allowed) || LOOPBACK(bare(name)));
  if (isOwn || (name !== undefined && name === hostNameOf(`http://${host ?? ""}`))) return undefined;
  return {
    status: 403,
    reason: "pages of this Origin may not call the server; MCP_ALLOWED_HOSTS lists the names that may",
  };
}

function isOwnName(name: string, allowed: readonly string[]): boolean {
  return name === "localhost" || name.endsWith(".localhost") || allowed.includes(name);
}

function hostNameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname || undefined : undefined;
}

/** An IPv6 literal without its brackets. */
function bare(name: string): string {
  return name.replace(/^\[(.*)\]$/, "$1");
}
