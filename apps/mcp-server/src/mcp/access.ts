import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import { bare, hostNameOf, hostOf, isLocalhost, isLoopback } from "./host-name.js";
import { type Caller, insideTest, type SourceRules } from "./source.js";
import type { TokenTest } from "./token.js";

export interface AccessRules extends SourceRules {
  /** Host names of this server, besides localhost and IP addresses. */
  readonly allowedHosts: readonly string[];
  /** The current token; `undefined` if none is configured: then clients outside the trusted networks are refused. */
  readonly token: () => Promise<TokenTest | undefined>;
}

/** Why a caller is refused: an HTTP status and a sentence. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly reason: string;
}

const OUTSIDE =
  "this request is not known to come from a trusted network; a proxy in front of the server must report its client in X-Forwarded-For";

/**
 * Tests whether a caller is allowed. Every caller must use one of the server's own names (a page that rebinds its DNS name
 * can't), and no foreign page; outside the trusted networks it needs the token. A token that is sent must be right in any case.
 */
export function accessTest(rules: AccessRules): (caller: Caller) => Promise<Refusal | undefined> {
  const isInside = insideTest(rules);
  return async (caller) => {
    const { headers } = caller;
    const foreign = refuseForeign(headers, rules);
    if (foreign !== undefined) return foreign;
    const needsNoToken = isInside(caller);
    const { authorization } = headers;
    if (authorization === undefined && needsNoToken) return undefined;
    const isToken = await rules.token();
    if (isToken === undefined && !needsNoToken)
      return { status: 403, reason: `no token is configured, and ${OUTSIDE}` };
    if (authorization === undefined) return { status: 401, reason: `a bearer token is needed: ${OUTSIDE}` };
    const token = bearerToken(authorization);
    if (token !== undefined && isToken?.(token) === true) return undefined;
    return { status: 401, reason: "wrong bearer token" };
  };
}

/** What {@link accessTest} tests without a token. A browser asks with no token before it sends a page's request. */
export function refuseForeign(
  headers: IncomingHttpHeaders,
  { allowedHosts }: Pick<AccessRules, "allowedHosts">,
): Refusal | undefined {
  return refuseOrigin(headers, allowedHosts) ?? refuseHost(headers, allowedHosts);
}

function bearerToken(authorization: string): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization)?.[1];
}

function refuseHost({ host }: IncomingHttpHeaders, allowed: readonly string[]): Refusal | undefined {
  const name = hostOf(host);
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
  const isOwn = name !== undefined && (isOwnName(name, allowed) || isLoopback(bare(name)));
  if (isOwn || (name !== undefined && name === hostOf(host))) return undefined;
  return {
    status: 403,
    reason: "pages of this Origin may not call the server; MCP_ALLOWED_HOSTS lists the names that may",
  };
}

function isOwnName(name: string, allowed: readonly string[]): boolean {
  return isLocalhost(name) || allowed.includes(name);
}
