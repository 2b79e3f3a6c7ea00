import type { KeyObject } from "node:crypto";
import type { Clock } from "@haproxy-mcp/durable-files";
import { AcmeError, sleep, throwIfCancelled } from "../errors.js";
import type { HttpAnswer, SendHttp } from "../http/http-request.js";
import { readRetryAfter } from "../http/retry-after.js";
import { isRecord, parseJson } from "../json.js";
import { kindOfProblem, readProblem } from "./acme-problem.js";
import { type Directory, readDirectory } from "./directory.js";
import { jwkOf, signJws } from "./jws.js";
import { problemError } from "./problem-error.js";

/** RFC 8555 section 6.5: a refused nonce is no failure; the answer brings a new one. */
const MOST_NONCE_TRIES = 10;
const MOST_BUSY_TRIES = 3;
/** Longest wait that a CA may ask for within one operation. */
const MOST_WAIT_MS = 30_000;
const MOST_NONCES = 20;

export interface AcmeAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly retryAt: Date | undefined;
  readonly body: string;
  /** The body, where it is JSON. */
  readonly document: Readonly<Record<string, unknown>>;
}

export interface AcmeSessionOptions {
  readonly directoryUrl: string;
  readonly http: SendHttp;
  readonly clock: Clock;
}

export interface PostOptions {
  /** For messages: "the order". */
  readonly what: string;
  readonly signal: AbortSignal | undefined;
  /** Of the account; without it the key is sent (RFC 8555 section 6.2). */
  readonly kid?: string | undefined;
}

/** Talks to a CA (RFC 8555 section 6): signs, keeps nonces, tries again where the protocol says so, reads problems. */
export class AcmeSession {
  readonly #options: AcmeSessionOptions;
  #directory: Directory | undefined;
  #nonces: string[] = [];

  constructor(options: AcmeSessionOptions) {
    this.#options = options;
  }

  /** Asked once. @throws AcmeError `CA_UNREACHABLE`, `CANCELLED` */
  async directory(signal: AbortSignal | undefined): Promise<Directory> {
    const { directoryUrl, http } = this.#options;
    this.#directory ??= readDirectory(directoryUrl, await http({ method: "GET", url: directoryUrl, signal }));
    return this.#directory;
  }

  /**
   * @param payload `undefined` for POST-as-GET (RFC 8555 section 6.3)
   * @throws AcmeError for every answer that is a problem, `CA_UNREACHABLE`, `CANCELLED`
   */
  async post(url: string, key: KeyObject, payload: unknown, options: PostOptions): Promise<AcmeAnswer> {
    let busy = 0;
    for (let tries = 1; ; tries++) {
      const nonce = await this.#nonce(options.signal);
      const answer = this.#read(await this.#send(url, key, payload, nonce, options));
      if (answer.status < 400) return answer;
      const problem = readProblem(answer.document);
      if (problem !== undefined && kindOfProblem(problem) === "badNonce" && tries < MOST_NONCE_TRIES)
        continue;
      const waitMs = this.#waitOf(answer);
      if (answer.status === 503 && waitMs <= MOST_WAIT_MS && busy < MOST_BUSY_TRIES) {
        busy += 1;
        await sleep(this.#options.clock, waitMs, options.signal);
        continue;
      }
      throw this.#failure(answer, options.what);
    }
  }

  /** An unsigned GET, for what a CA tells everybody (RFC 9773 section 4.1). */
  async get(url: string, what: string, signal: AbortSignal | undefined): Promise<AcmeAnswer> {
    const answer = this.#read(await this.#options.http({ method: "GET", url, signal }));
    if (answer.status >= 400) throw this.#failure(answer, what);
    return answer;
  }

  #send(
    url: string,
    key: KeyObject,
    payload: unknown,
    nonce: string,
    { kid, signal }: PostOptions,
  ): Promise<HttpAnswer> {
    const signer = kid === undefined ? { jwk: jwkOf(key) } : { kid };
    return this.#options.http({
      method: "POST",
      url,
      headers: { "content-type": "application/jose+json" },
      body: JSON.stringify(signJws(key, { ...signer, nonce, url }, payload)),
      signal,
    });
  }

  async #nonce(signal: AbortSignal | undefined): Promise<string> {
    throwIfCancelled(signal);
    const kept = this.#nonces.pop();
    if (kept !== undefined) return kept;
    const { newNonce } = await this.directory(signal);
    const { headers, status } = await this.#options.http({
      method: "HEAD",
      url: newNonce,
      signal,
    });
    const nonce = headers["replay-nonce"];
    if (typeof nonce === "string") return nonce;
    throw new AcmeError("CA_UNREACHABLE", `the CA gave no nonce, but status ${status}`);
  }

  #read({ status, headers, body }: HttpAnswer): AcmeAnswer {
    const nonce = headers["replay-nonce"];
    if (typeof nonce === "string" && this.#nonces.length < MOST_NONCES) this.#nonces.push(nonce);
    const document = parseJson(body);
    return {
      status,
      location: headers.location,
      retryAt: readRetryAfter(headers["retry-after"], this.#options.clock.now()),
      body,
      document: isRecord(document) ? document : {},
    };
  }

  #waitOf({ retryAt }: AcmeAnswer): number {
    return retryAt === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(0, retryAt.getTime() - this.#options.clock.now().getTime());
  }

  #failure({ status, document, retryAt }: AcmeAnswer, what: string): AcmeError {
    const problem = readProblem(document);
    if (problem !== undefined) return problemError({ status, ...problem }, `the CA refused ${what}`, retryAt);
    const options = retryAt === undefined ? {} : { retryAt };
    if (status === 429)
      return new AcmeError("RATE_LIMITED", `the CA wants fewer requests, and refused ${what}`, options);
    return status >= 500
      ? new AcmeError("CA_FAILED", `the CA failed with status ${status} at ${what}`, options)
      : new AcmeError("CA_UNREACHABLE", `status ${status} with no ACME answer at ${what}`, options);
  }
}
