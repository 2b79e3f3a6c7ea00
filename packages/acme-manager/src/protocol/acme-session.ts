import type { KeyObject } from "node:crypto";
import type { Clock } from "@haproxy-mcp/durable-files";
import { AcmeError, sleep, throwIfCancelled } from "../errors.js";
import { createHttp, type HttpAnswer } from "../http/http-request.js";
import { readRetryAfter } from "../http/retry-after.js";
import { isRecord, parseJson } from "../json.js";
import { kindOfProblem, readProblem } from "./acme-problem.js";
import { type Directory, readDirectory } from "./directory.js";
import { jwkOf, signJws } from "./jws.js";
import { problemError } from "./problem-error.js";

/** RFC 8555 section 6.5: a refused nonce is no failure; the response carries a new one. */
const MOST_NONCE_TRIES = 10;
const MOST_BUSY_TRIES = 3;
/** Longest wait that a CA may ask for within one operation. */
const MOST_WAIT_MS = 30_000;
const MOST_NONCES = 20;

export interface AcmeAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAt: Date | undefined;
  /** Of its `Link` headers with the relation `alternate` (RFC 8288, RFC 8555 section 7.4.2). */
  readonly alternates: readonly string[];
  readonly body: string;
  /** The body, if it is JSON. */
  readonly document: Readonly<Record<string, unknown>>;
}

export interface AcmeSessionOptions {
  readonly directoryUrl: string;
  /** For one response. */
  readonly limitMs: number;
  /** Certificates to trust the CA's server by (PEM), besides the system's. */
  readonly ca: string | undefined;
  readonly clock: Clock;
}

export interface PostOptions {
  /** For messages: "the order". */
  readonly what: string;
  readonly signal: AbortSignal | undefined;
  /** Of the account; without it the key is sent (RFC 8555 section 6.2). */
  readonly kid?: string | undefined;
}

export type AcmeSession = ReturnType<typeof createAcmeSession>;

/** Talks to a CA (RFC 8555 section 6): signs, keeps nonces, retries if the protocol says so, reads problem documents. */
export function createAcmeSession({ directoryUrl, limitMs, ca, clock }: AcmeSessionOptions) {
  const http = createHttp({ peer: "the CA", unreachable: "CA_UNREACHABLE", limitMs, ca });
  let known: Directory | undefined;
  const nonces: string[] = [];

  /** Asked once. @throws AcmeError `CA_UNREACHABLE`, `CANCELLED` */
  const directory = async (signal: AbortSignal | undefined): Promise<Directory> => {
    known ??= readDirectory(directoryUrl, await http({ method: "GET", url: directoryUrl, signal }));
    return known;
  };

  /**
   * @param payload `undefined` for POST-as-GET (RFC 8555 section 6.3)
   * @throws AcmeError for every problem document, `CA_UNREACHABLE`, `CANCELLED`
   */
  const post = async (
    url: string,
    key: KeyObject,
    payload: unknown,
    { what, kid, signal }: PostOptions,
  ): Promise<AcmeAnswer> => {
    const signer = kid === undefined ? { jwk: jwkOf(key) } : { kid };
    let busy = 0;
    for (let tries = 1; ; tries++) {
      const jws = signJws(key, { ...signer, nonce: await takeNonce(signal), url }, payload);
      const headers = { "content-type": "application/jose+json" };
      const answer = read(await http({ method: "POST", url, headers, body: JSON.stringify(jws), signal }));
      if (answer.status < 400) return answer;
      const problem = readProblem(answer.document);
      if (problem !== undefined && kindOfProblem(problem) === "badNonce" && tries < MOST_NONCE_TRIES)
        continue;
      const waitMs = waitOf(answer);
      if (answer.status === 503 && waitMs <= MOST_WAIT_MS && busy < MOST_BUSY_TRIES) {
        busy += 1;
        await sleep(clock, waitMs, signal);
        continue;
      }
      throw failureOf(answer, what);
    }
  };

  /** An unsigned GET, for public resources (RFC 9773 section 4.1). */
  const get = async (url: string, what: string, signal: AbortSignal | undefined): Promise<AcmeAnswer> => {
    const answer = read(await http({ method: "GET", url, signal }));
    if (answer.status >= 400) throw failureOf(answer, what);
    return answer;
  };

  const takeNonce = async (signal: AbortSignal | undefined): Promise<string> => {
    throwIfCancelled(signal);
    const kept = nonces.pop();
    if (kept !== undefined) return kept;
    const { newNonce } = await directory(signal);
    const { headers, status } = await http({ method: "HEAD", url: newNonce, signal });
    const nonce = headers["replay-nonce"];
    if (typeof nonce === "string") return nonce;
    throw new AcmeError("CA_UNREACHABLE", `the CA responded with status ${status} and no nonce`);
  };

  const read = ({ status, headers, body }: HttpAnswer): AcmeAnswer => {
    const nonce = headers["replay-nonce"];
    if (typeof nonce === "string" && nonces.length < MOST_NONCES) nonces.push(nonce);
    const document = parseJson(body);
    return {
      status,
      location: headers.location,
      retryAt: readRetryAfter(headers["retry-after"], clock.now()),
      alternates: alternatesIn(headers["link"]),
      body,
      document: isRecord(document) ? document : {},
    };
  };

  const waitOf = ({ retryAt }: AcmeAnswer): number =>
    retryAt === undefined ? Number.POSITIVE_INFINITY : Math.max(0, retryAt.getTime() - clock.now().getTime());

  return { directory, post, get };
}

/** Node.js joins headers of one name by commas; a URL in angle brackets may have them too. */
function alternatesIn(header: string | readonly string[] | undefined): readonly string[] {
  const links = [header ?? []]
    .flat()
    .join(", ")
    .matchAll(/<([^>]*)>([^<]*)/g);
  return [...links]
    .filter(([, , parameters = ""]) => /;\s*rel\s*=\s*"?alternate"?\s*(?:[;,]|$)/i.test(parameters))
    .map(([, url = ""]) => url);
}

function failureOf({ status, document, retryAt }: AcmeAnswer, what: string): AcmeError {
  const problem = readProblem(document);
  if (problem !== undefined) return problemError({ status, ...problem }, `the CA refused ${what}`, retryAt);
  if (status === 429)
    return new AcmeError("RATE_LIMITED", `the CA refused ${what}: too many requests`, { retryAt });
  return status >= 500
    ? new AcmeError("CA_FAILED", `the CA responded with status ${status} to ${what}`, { retryAt })
    : new AcmeError("CA_UNREACHABLE", `the response to ${what} has status ${status} and is not ACME`, {
        retryAt,
        status,
      });
}
