import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { type Network, networkTest, parseNetwork } from "./networks.js";
import type { TokenTest } from "./token.js";

export interface AccessRules {
  /** Peers that need no token. */
  readonly trustedNetworks: readonly Network[];
  /** Host names that this server is called by, besides localhost and IP addresses. */
  readonly allowedHosts: readonly string[];
  /** Absent when no token is configured: then nobody from outside gets in. */
  readonly isToken?: TokenTest;
}

export interface Caller {
  /** Address of the other end of the connection. */
  readonly peer: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Why a caller is turned away: an HTTP status and a sentence. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly reason: string;
}

const LOOPBACK = networkTest(
  [parseNetwork("127.0.0.0/8"), parseNetwork("::1")].filter((net) => net !== undefined),
);

/**
 * Judges who may call. A peer in a trusted network needs no token but must call the server by a name of its own
 * (a page that rebinds its DNS name cannot); everybody else needs the token.
 */
export function accessTest(rules: AccessRules): (caller: Caller) => Refusal | undefined {
  const isTrusted = networkTest(rules.trustedNetworks);
  return ({ peer, headers }) => {
    const origin = refuseOrigin(headers, rules.allowedHosts);
    if (origin !== undefined) return origin;
    const token = bearerToken(headers);
    if (token !== undefined) {
      return rules.isToken?.(token) === true ? undefined : { status: 401, reason: "wrong bearer token" };
    }
    if (isTrusted(sourceAddress(peer, headers))) return refuseHost(headers, rules.allowedHosts);
    return rules.isToken === undefined
      ? { status: 403, reason: "not from a trusted network, and no token is configured" }
      : { status: 401, reason: "a bearer token is needed from outside the trusted networks" };
  };
}

/**
 * The address to judge by. A request through a proxy on this machine is judged by the last address forwarded:
 * the one that proxy itself saw. What stands before it anybody can have written.
 */
function sourceAddress(peer: string | undefined, headers: IncomingHttpHeaders): string {
  if (peer === undefined) return "";
  const forwarded = headers["x-forwarded-for"];
  if (!LOOPBACK(peer)) return peer;
  if (forwarded === undefined) return headers["forwarded"] === undefined ? peer : "";
  return String(forwarded).split(",").at(-1)?.trim() ?? "";
}

function bearerToken({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}

function refuseHost({ host }: IncomingHttpHeaders, allowed: readonly string[]): Refusal | undefined {
  const name = hostNameOf(`http://${host ?? ""}`);
  if (name !== undefined && (isIP(bare(name)) !== 0 || isOwnName(name, allowed))) return undefined;
  return { status: 403, reason: "this server is not called by that Host; MCP_ALLOWED_HOSTS lists its names" };
}

/** Browsers say where a page is from; anything else sends no Origin. */
function refuseOrigin(
  { origin, host }: IncomingHttpHeaders,
  allowed: readonly string[],
): Refusal | undefined {
  if (origin === undefined) return undefined;
  const name = hostNameOf(origin);
  const isOwn = name !== undefined && (isOwnName(name, allowed) || LOOPBACK(bare(name)));
  if (isOwn || (name !== undefined && name === hostNameOf(`http://${host ?? ""}`))) return undefined;
  return { status: 403, reason: "pages of that Origin may not call this server" };
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
