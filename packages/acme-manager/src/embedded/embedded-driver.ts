import { join } from "node:path";
import { messageOf, systemClock } from "@haproxy-mcp/durable-files";
import { allOf } from "../all-of.js";
import { fileStem, nameOfStem } from "../certificate-names.js";
import { checkPublisher } from "../challenge/check-publisher.js";
import { createRecordFolder, withLock } from "../disk.js";
import type {
  AcmeDriver,
  DriverOptions,
  FailedCertificate,
  IssuedCertificate,
  IssueRequest,
} from "../driver.js";
import { type CommonDriverOptions, DEFAULT_DNS_WAIT_MS, DEFAULT_LIMIT_MS } from "../driver-options.js";
import { AcmeError } from "../errors.js";
import type { HttpResponder } from "../http-01/http-responder.js";
import { type Account, createAccounts, eabRequiredError } from "../protocol/account.js";
import { createAcmeSession } from "../protocol/acme-session.js";
import { createOrders, type Orders } from "../protocol/order.js";
import { askRenewalInfo } from "../protocol/renewal-info.js";
import { withinLimit } from "../within-limit.js";
import { readCertificate } from "../x509/certificate.js";
import { createCertificateOrdering } from "./certificate-ordering.js";
import { readBegunOrder, readIssued } from "./stored-certificate.js";
import { createValidations } from "./validation.js";

/** A CA that is silent for this long is down. */
const ANSWER_LIMIT_MS = 8_000;
const ACCOUNT_WAIT_MS = 30_000;
const REVOKE_LIMIT_MS = 30_000;

/** How the built-in ACME client (RFC 8555) proves control of names, and which CA it trusts. */
export interface EmbeddedDriverOptions extends CommonDriverOptions {
  /** Proves control of names over HTTP (`http-01`) instead of DNS, which is still used to renew wildcards. */
  readonly http?: HttpResponder | undefined;
  /** Certificates to trust the CA's server by (PEM), besides the system's. */
  readonly ca?: string | undefined;
}

/** An ACME client in this process (RFC 8555, RFC 9773): nothing to install. */
export function createEmbeddedDriver(options: EmbeddedDriverOptions): AcmeDriver {
  const { folder, directoryUrl, dns, http, externalAccount, profile, preferredChain, ca } = options;
  const { dnsWaitMs = DEFAULT_DNS_WAIT_MS, limitMs = DEFAULT_LIMIT_MS, clock = systemClock } = options;
  const session = createAcmeSession({ directoryUrl, limitMs: ANSWER_LIMIT_MS, ca, clock });
  const accounts = createAccounts(join(folder, "accounts"), options);
  const certificates = createRecordFolder(join(folder, "certificates"), readIssued);
  const orders = createRecordFolder(join(folder, "orders"), readBegunOrder);
  const store = { orders, certificates };
  const ordering = createCertificateOrdering({
    directoryUrl,
    profile,
    preferredChain,
    store,
    session,
    clock,
  });
  const validations = createValidations({ folder, dns, dnsWaitMs, http });
  const lockFolder = join(folder, "locks");

  const validationOf = async ({ names }: IssueRequest) =>
    validations.of(names, (await certificates.get(fileStem(names[0])))?.names ?? []);

  const issue = async (request: IssueRequest, options: DriverOptions): Promise<IssuedCertificate> => {
    const { signal, onProgress } = options;
    const validation = await validationOf(request);
    await validations.removeLeftovers(request.names);
    await checkPublisher(validation.publisher, request, options);
    onProgress?.({ step: "account", message: "Looking up our account at the CA" });
    return withAccount(signal, async (orders) => {
      const { begun, order } = await ordering.begin(orders, request, options);
      try {
        await ordering.validate(orders, order, validation, options);
      } finally {
        await validation.published.removeAll().catch(() => {});
      }
      return ordering.download(orders, order, begun, options);
    });
  };

  /** Replaces an account that the CA no longer knows, once. */
  const withAccount = async <T>(
    signal: AbortSignal | undefined,
    work: (orders: Orders) => Promise<T>,
  ): Promise<T> => {
    const run = async (isGone: boolean) =>
      work(createOrders(session, await account(signal, isGone), clock, signal));
    return run(false).catch((error) => {
      if (!AcmeError.isInstance(error) || error.code !== "ACCOUNT_GONE") throw error;
      return run(true);
    });
  };

  const account = async (signal: AbortSignal | undefined, isGone: boolean): Promise<Account> => {
    const find = async () => (isGone ? undefined : accounts.find(directoryUrl));
    const lock = {
      folder: lockFolder,
      name: "account",
      what: "the account",
      waitMs: ACCOUNT_WAIT_MS,
      signal,
    };
    const register = async (signal: AbortSignal) =>
      (await find()) ?? accounts.register(session, directoryUrl, signal);
    return (await find()) ?? withLock(lock, register);
  };

  const locked = <T>(
    name: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const what = `the certificate for ${name}`;
    return withLock({ folder: lockFolder, name: fileStem(name as never), what, signal }, work);
  };

  const checkCa = async (signal: AbortSignal | undefined): Promise<void> => {
    const { eabRequired, profiles } = await session.directory(signal);
    if (eabRequired && externalAccount === undefined) throw eabRequiredError(directoryUrl);
    if (profile !== undefined && profiles.length > 0 && !profiles.includes(profile)) {
      throw new AcmeError(
        "NOT_CONFIGURED",
        `the CA has no profile ${profile}; it offers ${profiles.join(", ")}`,
      );
    }
  };

  /** One that can't be read does not hide the others. */
  const kept = async (stem: string): Promise<IssuedCertificate | FailedCertificate | undefined> => {
    try {
      return await certificates.get(stem);
    } catch (error) {
      const name = nameOfStem(stem);
      return name && { names: [name], why: messageOf(error) };
    }
  };

  return {
    kind: "embedded",

    async list() {
      const stems = await certificates.names();
      const found = await Promise.all(stems.map(kept));
      return new Map(found.flatMap((one) => (one === undefined ? [] : [[one.names[0], one] as const])));
    },

    issue(request, options) {
      const [name] = request.names;
      return withinLimit(`the certificate for ${name}`, limitMs + dnsWaitMs, options.signal, (signal) =>
        locked(name, signal, (signal) => issue(request, { ...options, signal })),
      );
    },

    async check(request, options) {
      const { publisher } = await validationOf(request);
      options.onProgress?.({ step: "account", message: "Contacting the CA" });
      const checks = [() => checkCa(options.signal), () => checkPublisher(publisher, request, options)];
      await allOf(checks, options.signal);
    },

    async renewalInfo(certificate, { signal }) {
      if (certificate.directoryUrl !== directoryUrl) return undefined;
      return askRenewalInfo(session, readCertificate(certificate.chainPem), clock, signal);
    },

    revoke(name, { signal }) {
      return withinLimit(
        `the revocation of the certificate for ${name}`,
        REVOKE_LIMIT_MS,
        signal,
        async (signal) => {
          const certificate = await certificates.get(fileStem(name as never));
          if (certificate === undefined)
            throw new AcmeError("CERTIFICATE_NOT_FOUND", `no certificate for ${name} found`);
          await withAccount(signal, (orders) =>
            orders.revoke(readCertificate(certificate.chainPem).x509.raw),
          );
        },
      );
    },

    async remove(name) {
      const stem = fileStem(name as never);
      await locked(name, undefined, async () => {
        await orders.remove(stem);
        await certificates.remove(stem);
      });
    },
  };
}
