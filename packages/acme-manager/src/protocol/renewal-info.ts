import type { Clock } from "@haproxy-mcp/durable-files";
import type { RenewalInfo } from "../driver.js";
import { isRecord } from "../json.js";
import type { Certificate } from "../x509/certificate.js";
import type { AcmeSession } from "./acme-session.js";

/** RFC 9773 section 4.3: used if the header is missing or makes no sense. */
const DEFAULT_ASK_AGAIN_MS = 6 * 3_600_000;
const SHORTEST_ASK_AGAIN_MS = 60_000;
const LONGEST_ASK_AGAIN_MS = 24 * 3_600_000;

/** A certificate's identifier in renewal information (RFC 9773 section 4.1). `undefined` without an authority key identifier. */
export function renewalId({ authorityKeyIdentifier, serialBytes }: Certificate): string | undefined {
  if (authorityKeyIdentifier === undefined) return undefined;
  return `${authorityKeyIdentifier.toString("base64url")}.${serialBytes.toString("base64url")}`;
}

/** @returns `undefined` if the CA publishes no renewal information. @throws AcmeError of the CA */
export async function askRenewalInfo(
  session: AcmeSession,
  certificate: Certificate,
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<RenewalInfo | undefined> {
  const { renewalInfo } = await session.directory(signal);
  const id = renewalId(certificate);
  if (renewalInfo === undefined || id === undefined) return undefined;
  const { document, retryAt } = await session.get(
    `${renewalInfo.replace(/\/$/, "")}/${id}`,
    "renewal information",
    signal,
  );
  const window = isRecord(document["suggestedWindow"]) ? document["suggestedWindow"] : {};
  const [start, end] = [dateOf(window["start"]), dateOf(window["end"])];
  if (start === undefined || end === undefined || end <= start) return undefined;
  const now = clock.now().getTime();
  const asked = retryAt === undefined ? DEFAULT_ASK_AGAIN_MS : retryAt.getTime() - now;
  const explanationUrl = document["explanationURL"];
  return {
    start,
    end,
    askAgainAt: new Date(now + Math.min(Math.max(asked, SHORTEST_ASK_AGAIN_MS), LONGEST_ASK_AGAIN_MS)),
    explanationUrl: typeof explanationUrl === "string" ? explanationUrl : undefined,
  };
}

function dateOf(value: unknown): Date | undefined {
  const date = typeof value === "string" ? new Date(value) : undefined;
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date;
}
