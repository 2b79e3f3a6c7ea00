import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { bare, hostOf, isLocalhost, isLoopback } from "./host-name.js";
import { type Network, networkTest } from "./networks.js";

export interface SourceRules {
  /** Peers that need no token. */
  readonly trustedNetworks: readonly Network[];
  /** Proxies whose `X-Forwarded-For` is trusted. Requests of theirs without it are outsiders'. */
  readonly trustedProxies: readonly Network[];
}

/** What is known of a request before its body. */
export interface RequestSource {
  /** Address of the other end of the connection. */
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Such as `1.1`. */
  readonly httpVersion: string;
}

export function sourceOf({ headers, httpVersion, socket }: IncomingMessage): RequestSource {
  return { peer: socket.remoteAddress, headers, httpVersion };
}

/** In trusted networks there is no such address. */
const UNKNOWN = "";

/** A proxy that reports its client in one of these may pass on the `X-Forwarded-For` that the client itself wrote. */
const CLIENT_HEADERS = ["x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"] as const;

/**
 * Tests whether a request comes from a trusted network. Loopback counts only when the request was meant for it, by its `Host`: another
 * name of this server is what clients elsewhere use, through a proxy. A request that a proxy that isn't trusted passed on is an
 * outsider's, wherever that proxy is.
 */
export function insideTest(rules: SourceRules): (source: RequestSource) => boolean {
  const isTrusted = networkTest(rules.trustedNetworks);
  const isProxy = networkTest(rules.trustedProxies);
  return (source) => {
    const isMeantForLoopback = isLocal(source.headers.host);
    return sourcesOf(source, isProxy).every(
      (address) => isTrusted(address) && (isMeantForLoopback || !isLoopback(address)),
    );
  };
}

/** Whether a program on this machine asked localhost itself, with no proxy between. */
export function isFromHere(source: RequestSource): boolean {
  const { peer = UNKNOWN, headers } = source;
  return isLoopback(peer) && isLocal(headers.host) && !wasForwarded(source);
}

/** Whether the client reached a trusted proxy over TLS. */
export function isEncrypted(
  { peer = UNKNOWN, headers }: RequestSource,
  isProxy: (address: string) => boolean,
): boolean {
  const schemes = String(headers["x-forwarded-proto"] ?? "").split(",");
  return isProxy(peer) && schemes.at(-1)?.trim().toLowerCase() === "https";
}

/** The address that a limit counts a request for: the client that a trusted proxy reports, otherwise the peer. */
export function clientOf(
  { peer = UNKNOWN, headers }: RequestSource,
  isProxy: (address: string) => boolean,
): string {
  const forwarded = headers["x-forwarded-for"];
  return isProxy(peer) && forwarded !== undefined ? forwardedFor(String(forwarded), isProxy) : peer;
}

/** The addresses that a request may come from, by its peer and each header that reports one. */
function sourcesOf(source: RequestSource, isProxy: (address: string) => boolean): readonly string[] {
  const { peer = UNKNOWN, headers } = source;
  const forwarded = headers["x-forwarded-for"];
  // `Forwarded` (RFC 7239) isn't read, so its client isn't trusted
  if (isProxy(peer) && forwarded !== undefined && headers["forwarded"] === undefined) {
    const reported = CLIENT_HEADERS.flatMap((name) => headers[name] ?? []);
    return [forwardedFor(String(forwarded), isProxy), ...reported];
  }
  const isOwn = (isLoopback(peer) || !isProxy(peer)) && !wasForwarded(source);
  return [isOwn ? peer : UNKNOWN];
}

/**
 * The last forwarded address that is no trusted proxy: the one that the outermost proxy saw. The addresses before it can be
 * forged.
 */
function forwardedFor(header: string, isProxy: (address: string) => boolean): string {
  const addresses = header.split(",").map((address) => address.trim());
  return addresses.findLast((address) => !isProxy(address)) ?? addresses[0] ?? UNKNOWN;
}

/** Whether a proxy left a trace. nginx speaks HTTP/1.0 to its servers unless configured otherwise; MCP clients don't. */
function wasForwarded({ headers, httpVersion }: RequestSource): boolean {
  return httpVersion === "1.0" || Object.keys(headers).some(isProxyHeader);
}

function isProxyHeader(name: keyof IncomingHttpHeaders): boolean {
  const named: readonly (string | number)[] = ["forwarded", "via", ...CLIENT_HEADERS];
  return named.includes(name) || String(name).startsWith("x-forwarded");
}

function isLocal(host: string | undefined): boolean {
  const name = hostOf(host);
  return name !== undefined && (isLocalhost(name) || isLoopback(bare(name)));
}
