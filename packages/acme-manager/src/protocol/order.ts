import { createHash, type KeyObject } from "node:crypto";
import type { Clock } from "@haproxy-mcp/durable-files";
import type { ChallengeType, Proof } from "../challenge/publisher.js";
import { AcmeError, sleep } from "../errors.js";
import { isRecord } from "../json.js";
import type { Account } from "./account.js";
import { readProblem } from "./acme-problem.js";
import type { AcmeAnswer, AcmeSession } from "./acme-session.js";
import { jwkOf, thumbprint } from "./jws.js";
import { problemError } from "./problem-error.js";
import { topmostIssuerOf } from "./topmost-issuer.js";

const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 5_000;

/** An order as the CA has it (RFC 8555 section 7.1.3). */
export interface Order {
  readonly url: string;
  readonly status: string;
  readonly authorizations: readonly string[];
  readonly finalize: string;
  readonly certificate: string | undefined;
}

/** What proves control of a name (RFC 8555 section 7.1.4). */
export interface Authorization {
  readonly url: string;
  readonly status: string;
  /** Without `*.` */
  readonly domain: string;
  readonly challengeUrl: string;
  readonly proof: Proof;
}

export interface NewOrder {
  readonly names: readonly string[];
  readonly profile?: string | undefined;
  /** The certificate that it replaces (RFC 9773 section 5). */
  readonly replaces?: string | undefined;
}

export type Orders = ReturnType<typeof createOrders>;

/** Orders of one account (RFC 8555 section 7.4). All methods throw errors of the CA as AcmeError. */
export function createOrders(
  session: AcmeSession,
  { key, kid }: Account,
  clock: Clock,
  signal: AbortSignal | undefined,
) {
  const post = (url: string, what: string, payload?: unknown): Promise<AcmeAnswer> =>
    session.post(url, key, payload, { what, kid, signal });

  /** Waits as long as the CA asks, else a little, and longer each time. */
  const poll = async (
    look: () => Promise<{ readonly done?: true; readonly retryAt?: Date | undefined }>,
  ): Promise<void> => {
    for (let waitMs = FIRST_POLL_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_POLL_MS)) {
      const { done = false, retryAt } = await look();
      if (done) return;
      const asked = retryAt === undefined ? waitMs : retryAt.getTime() - clock.now().getTime();
      await sleep(clock, Math.min(Math.max(asked, FIRST_POLL_MS), LONGEST_POLL_MS), signal);
    }
  };

  return {
    async create({ names, profile, replaces }: NewOrder): Promise<Order> {
      const { newOrder } = await session.directory(signal);
      const identifiers = names.map((value) => ({ type: "dns", value }));
      const answer = await post(newOrder, "the order", { identifiers, profile, replaces });
      if (answer.location === undefined)
        throw new AcmeError("CA_FAILED", "the CA returned no URL for the order");
      return readOrder(answer.location, answer);
    },

    async get(url: string): Promise<Order> {
      return readOrder(url, await post(url, "the order"));
    },

    /** `undefined` where it is valid already: then it lists only the challenge that was used (RFC 8555 section 7.1.4). */
    async authorization(url: string, type: ChallengeType): Promise<Authorization | undefined> {
      return readAuthorization(url, await post(url, "the authorization"), { key, type });
    },

    /** Asks the CA to validate. */
    async answer({ challengeUrl, domain }: Authorization): Promise<void> {
      await post(challengeUrl, `the challenge of ${domain}`, {});
    },

    /** Resolves once the CA has found the record. @throws AcmeError `VALIDATION_FAILED` with the CA's words */
    async waitValid({ url, domain }: Authorization): Promise<void> {
      await poll(async () => {
        const answer = await post(url, "the authorization");
        const status = answer.document["status"];
        if (status === "valid") return { done: true };
        if (status === "pending" || status === "processing") return { retryAt: answer.retryAt };
        const problem = challengesOf(answer)
          .map((challenge) => readProblem(challenge["error"]))
          .find(Boolean);
        const why =
          problem === undefined
            ? `${domain} was not validated: its authorization is ${String(status)}`
            : `${domain} was not validated: ${problemError(problem, "the CA").message}`;
        throw new AcmeError("VALIDATION_FAILED", why, { problem });
      });
    },

    /** Resolves once the order is `valid`: its certificate can be downloaded. */
    async finalize(order: Order, signingRequest: Buffer): Promise<Order> {
      let current = order;
      if (order.status !== "processing" && order.status !== "valid") {
        const csr = signingRequest.toString("base64url");
        current = readOrder(order.url, await post(order.finalize, "the signing request", { csr }));
      }
      await poll(async () => {
        if (current.status === "valid" && current.certificate !== undefined) return { done: true };
        if (current.status === "invalid")
          throw new AcmeError("CA_REFUSED", "the CA marked the order invalid");
        const answer = await post(order.url, "the order");
        current = readOrder(order.url, answer);
        return current.status === "valid" ? { done: true } : { retryAt: answer.retryAt };
      });
      return current;
    },

    /**
     * @param preferredChain common name of the issuer of the topmost certificate; the CA's first chain if there is none with it
     * @returns PEM: leaf and chain
     */
    async download({ certificate }: Order, preferredChain?: string): Promise<string> {
      if (certificate === undefined)
        throw new AcmeError("CA_FAILED", "the CA marked the order valid, but returned no certificate");
      const { body, alternates } = await post(certificate, "the certificate");
      if (preferredChain === undefined || topmostIssuerOf(body) === preferredChain) return body;
      for (const url of alternates) {
        const { body: other } = await post(new URL(url, certificate).href, "the alternate certificate");
        if (topmostIssuerOf(other) === preferredChain) return other;
      }
      return body;
    },

    /** @param der the certificate (RFC 8555 section 7.6) */
    async revoke(der: Buffer): Promise<void> {
      const { revokeCert } = await session.directory(signal);
      if (revokeCert === undefined)
        throw new AcmeError("CA_REFUSED", "the CA does not revoke certificates over ACME");
      await post(revokeCert, "the revocation", { certificate: der.toString("base64url") });
    },
  };
}

function readAuthorization(
  url: string,
  answer: AcmeAnswer,
  { key, type: wanted }: { readonly key: KeyObject; readonly type: ChallengeType },
): Authorization | undefined {
  const { identifier, status } = answer.document;
  if (status === "valid") return undefined;
  const domain = isRecord(identifier) ? identifier["value"] : undefined;
  const challenge = challengesOf(answer).find(({ type }) => type === wanted);
  const { url: challengeUrl, token } = challenge ?? {};
  if (typeof domain !== "string" || typeof challengeUrl !== "string" || typeof token !== "string") {
    throw new AcmeError("CA_REFUSED", `the CA offers no ${wanted} validation for ${String(domain)}`);
  }
  const authorization = `${token}.${thumbprint(jwkOf(key))}`;
  const proof =
    wanted === "http-01"
      ? { name: `http://${domain}/.well-known/acme-challenge/${token}`, value: authorization }
      : {
          name: `_acme-challenge.${domain}`,
          value: createHash("sha256").update(authorization).digest("base64url"),
        };
  return { url, status: String(status), domain, challengeUrl, proof };
}

function readOrder(url: string, { document }: AcmeAnswer): Order {
  const { status, authorizations, finalize, certificate } = document;
  if (typeof finalize !== "string" || !Array.isArray(authorizations)) {
    throw new AcmeError("CA_FAILED", "the response of the CA is not an order");
  }
  return {
    url,
    status: String(status),
    authorizations: authorizations.filter((one): one is string => typeof one === "string"),
    finalize,
    certificate: typeof certificate === "string" ? certificate : undefined,
  };
}

function challengesOf({ document }: AcmeAnswer): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(document["challenges"]) ? document["challenges"].filter(isRecord) : [];
}
