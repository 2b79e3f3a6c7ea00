import { type AccessRules, refuseForeign } from "../mcp/access.js";
import type { PageRefusal, PageRequest } from "./page-request.js";

/** A form of another page can't set it, and its script only after it has asked (CORS), which is never allowed. */
const OWN_HEADER = "x-haproxy-mcp-ui";

const FOREIGN = "only this server's own page may call it";

/**
 * What no request for the page may have: a foreign `Host` (a page that rebinds its DNS name), another `Origin`, or the token of an MCP client,
 * which belongs at `/mcp`.
 */
export function refuseRequest(
  { source: { headers }, isEncrypted }: PageRequest,
  access: Pick<AccessRules, "allowedHosts">,
): PageRefusal | undefined {
  const foreign = refuseForeign(headers, access);
  if (foreign !== undefined) return { ...foreign, code: "FOREIGN", isAttack: true };
  if (headers.origin !== undefined && !isOwnOrigin(headers.origin, headers.host, isEncrypted))
    return { status: 403, code: "FOREIGN", reason: FOREIGN, isAttack: true };
  if (/^bearer\b/i.test(headers.authorization ?? ""))
    return {
      status: 401,
      code: "BEARER_TOKEN",
      reason: "the page takes no bearer token: sign in at /ui/",
      isAttack: true,
    };
  return undefined;
}

/** What no request for data may have, as browsers report it: another site as its cause. */
export function refuseOtherSite({ source: { headers } }: PageRequest): PageRefusal | undefined {
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none"
    ? undefined
    : { status: 403, code: "FOREIGN", reason: FOREIGN, isAttack: true };
}

/** What a request that may change something must have besides. */
export function refuseForged({ source: { headers } }: PageRequest): PageRefusal | undefined {
  const refuse = (status: number, reason: string) => ({ status, code: "FOREIGN", reason, isAttack: true });
  if (headers.origin === undefined) return refuse(403, "the header Origin is missing");
  if (headers["sec-fetch-site"] === "none") return refuse(403, FOREIGN);
  if (headers[OWN_HEADER] !== "1") return refuse(403, `the header ${OWN_HEADER} is missing`);
  if (!/^application\/json *(?:;|$)/i.test(headers["content-type"] ?? ""))
    return refuse(415, "the content type must be application/json");
  return undefined;
}

/** Without TLS, a proxy that does not report it may use it. */
function isOwnOrigin(origin: string, host: string | undefined, isEncrypted: boolean): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: from } = new URL(origin);
  if (isEncrypted ? protocol !== "https:" : protocol !== "http:" && protocol !== "https:") return false;
  const own = `${protocol}//${host}`;
  return URL.canParse(own) && new URL(own).host === from;
}
