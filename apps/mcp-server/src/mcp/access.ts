import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";
import type { Caller } from "../access/caller.js";
import type { FindToken } from "../access/find-token.js";
import type { Role } from "../access/role.js";
import { digestOf } from "../access/token-records.js";
import { bare, hostNameOf, hostOf, isLocalhost, isLoopback } from "./host-name.js";
import { networkTest, plainAddress } from "./networks.js";
import { clientOf, insideTest, type RequestSource, type SourceRules } from "./source.js";

export interface AccessRules extends SourceRules {
  /** Host names of this server, besides localhost and IP addresses. */
  readonly allowedHosts: readonly string[];
  /** The current tokens; `undefined` if none is configured: then clients outside the trusted networks are refused. */
  readonly tokens: () => Promise<FindToken | undefined>;
  /** Of callers that need no token. */
  readonly trustedRole: Role;
}

/** Who calls, or why it may not. */
export type Judgement =
  | { readonly caller: Caller; readonly refusal?: undefined }
  | { readonly refusal: Refusal; readonly caller?: undefined };

/** Why a caller is refused: an HTTP status and a sentence. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly reason: string;
}

const OUTSIDE =
  "this request is not known to come from a trusted network; a proxy in front of the server must report its client in X-Forwarded-For";

/**
 * Judges who makes a request, and whether it may. Every caller must use one of the server's own names (a page that rebinds its DNS name
 * can't), and no foreign page; outside the trusted networks it needs a token. A token that is sent must be right in any case, and names its caller.
 */
export function accessTest(rules: AccessRules): (source: RequestSource) => Promise<Judgement> {
  const isInside = insideTest(rules);
  const isProxy = networkTest(rules.trustedProxies);
  const refuse = (status: Refusal["status"], reason: string) => ({ refusal: { status, reason } });
  return async (source) => {
    const { headers } = source;
    const foreign = refuseForeign(headers, rules);
    if (foreign !== undefined) return { refusal: foreign };
    const needsNoToken = isInside(source);
    const address = plainAddress(clientOf(source, isProxy));
    const { authorization } = headers;
    if (authorization === undefined && needsNoToken)
      return { caller: { name: address, role: rules.trustedRole, way: "MCP", address } };
    const find = await rules.tokens();
    if (find === undefined && !needsNoToken) return refuse(403, `no token is configured, and ${OUTSIDE}`);
    if (authorization === undefined) return refuse(401, `a bearer token is needed: ${OUTSIDE}`);
    const token = bearerToken(authorization);
    const found = token === undefined ? undefined : find?.(digestOf(token));
    if (found === undefined) return refuse(401, "wrong bearer token");
    if (found.hasExpired === true) return refuse(401, "the bearer token has expired");
    return { caller: { name: found.name, role: found.role, way: "MCP", address } };
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
