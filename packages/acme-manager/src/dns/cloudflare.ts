import { AcmeError, type DnsFailure } from "../errors.js";
import { createHttp, type HttpAnswer } from "../http/http-request.js";
import { isRecord, parseJson } from "../json.js";
import type { DnsOptions, DnsProvider } from "./dns-provider.js";

const DEFAULT_API = "https://api.cloudflare.com/client/v4";
/** The shortest TTL that Cloudflare accepts, in seconds. */
const TTL_S = 60;
const LIMIT_MS = 10_000;
/** Codes of Cloudflare's API. */
const RECORD_EXISTS = [81057, 81058];

/** How Cloudflare's API is called (https://developers.cloudflare.com/api). */
export interface CloudflareOptions {
  /** With the rights Zone:Zone:Read and Zone:DNS:Edit; read for each request. It appears in no message. */
  readonly token: () => Promise<string>;
  /** URL of the API. Default: Cloudflare's. */
  readonly apiUrl?: string | undefined;
  /** Certificates to trust that server by (PEM), besides the system's. */
  readonly ca?: string | undefined;
  /** For one request. Default: 10,000. */
  readonly limitMs?: number | undefined;
}

/**
 * DNS at Cloudflare (API v4: /zones, /zones/:id/dns_records). Not /user/tokens/verify, which knows only tokens that a user owns, and
 * none that an account owns.
 */
export function createCloudflareProvider({
  token,
  apiUrl = DEFAULT_API,
  ca,
  limitMs = LIMIT_MS,
}: CloudflareOptions): DnsProvider {
  const http = createHttp({
    peer: "Cloudflare",
    unreachable: "DNS_PROVIDER",
    limitMs,
    ca,
  });
  /** The zone of a name: that of the longest suffix that there is. */
  async function zoneOf(name: string, options: DnsOptions): Promise<string> {
    const labels = name.split(".");
    for (let first = 0; first < labels.length - 1; first++) {
      const suffix = labels.slice(first).join(".");
      const zones = await call(
        "GET",
        `/zones?name=${encodeURIComponent(suffix)}`,
        `read the zone ${suffix}`,
        options,
      );
      const [zone] = Array.isArray(zones) ? zones.filter(isRecord) : [];
      if (typeof zone?.["id"] === "string") return encodeURIComponent(zone["id"]);
    }
    throw failure(
      "no-zone",
      `no zone for ${name} is visible to this Cloudflare token; add the zone to the token, or check the name`,
    );
  }

  /** Ids of its TXT records. Cloudflare gives a content with quotes or without. */
  async function recordIds(
    zone: string,
    { name, value }: { name: string; value?: string },
    options: DnsOptions,
  ) {
    const path = `/zones/${zone}/dns_records?type=TXT&name=${encodeURIComponent(name)}`;
    const found = await call("GET", path, `read the records of ${name}`, options);
    return (Array.isArray(found) ? found.filter(isRecord) : [])
      .filter(({ content }) => value === undefined || String(content).replaceAll('"', "") === value)
      .map(({ id }) => encodeURIComponent(String(id)));
  }

  /** @returns what `result` contains */
  async function call(
    method: "GET" | "POST" | "DELETE",
    path: string,
    what: string,
    { signal }: DnsOptions,
    body?: object,
  ): Promise<unknown> {
    const bearer = await token();
    const answer = await http({
      method,
      url: `${apiUrl}${path}`,
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(body && { "content-type": "application/json" }),
      },
      body: body && JSON.stringify(body),
      signal,
    });
    const document = parseJson(answer.body);
    if (isRecord(document) && document["success"] === true) return document["result"];
    const errors = errorsOf(document);
    if (method === "POST" && errors.some(({ code }) => RECORD_EXISTS.includes(code))) return undefined;
    throw refusal(answer, errors, what);
  }

  return {
    name: "Cloudflare",
    async check(domains, options) {
      for (const domain of domains) {
        const zone = await zoneOf(domain, options);
        await recordIds(zone, { name: `_acme-challenge.${domain}` }, options);
      }
    },
    async add({ name, value }, options) {
      const zone = await zoneOf(name, options);
      const body = { type: "TXT", name, content: value, ttl: TTL_S };
      await call("POST", `/zones/${zone}/dns_records`, `add the record ${name}`, options, body);
    },
    async remove({ name, value }, options) {
      const zone = await zoneOf(name, options);
      for (const id of await recordIds(zone, { name, value }, options)) {
        await call("DELETE", `/zones/${zone}/dns_records/${id}`, `delete the record ${name}`, options);
      }
    },
  };
}

interface ApiError {
  readonly code: number;
  readonly message: string;
}

function errorsOf(document: unknown): readonly ApiError[] {
  const errors =
    isRecord(document) && Array.isArray(document["errors"]) ? document["errors"].filter(isRecord) : [];
  return errors.map(({ code, message }) => ({ code: Number(code), message: String(message).slice(0, 200) }));
}

function refusal({ status }: HttpAnswer, errors: readonly ApiError[], what: string): AcmeError {
  const words = errors.map(({ code, message }) => `${message} (${code})`).join("; ") || `status ${status}`;
  // 6003, 6111 and 1000: not a token; 10000: an unknown one, or one without the right; 9109: either, in words
  const isToken =
    status === 401 ||
    errors.some(({ code }) => [1000, 6003, 6111].includes(code)) ||
    errors.some(({ code, message }) => code === 9109 && /invalid access token/i.test(message));
  if (isToken) return failure("bad-token", `Cloudflare rejected the token: ${words}`);
  if (status === 403 || errors.some(({ code }) => [9109, 10000].includes(code))) {
    return failure(
      "missing-right",
      `the token may not ${what}: ${words}; it needs Zone:Zone:Read and Zone:DNS:Edit`,
    );
  }
  if (status === 429 || status >= 500)
    return failure("unreachable", `Cloudflare failed to ${what}: ${words}`);
  return failure("other", `Cloudflare refused to ${what}: ${words}`);
}

function failure(reason: DnsFailure, message: string): AcmeError {
  return new AcmeError("DNS_PROVIDER", message, { reason });
}
