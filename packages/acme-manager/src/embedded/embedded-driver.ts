import { createPrivateKey } from "node:crypto";
import { join } from "node:path";
import { kindOfProblem } from "../acme-problem.js";
import { type CertificateNames, domainsOf, fileStem } from "../certificate-names.js";
import { type Clock, systemClock } from "../clock.js";
import { RecordFolder } from "../disk/record-folder.js";
import { withLock } from "../disk/with-lock.js";
import type { DnsProvider } from "../dns/dns-provider.js";
import { PublishedRecords } from "../dns/published-records.js";
import type { AcmeDriver, DriverOptions, IssuedCertificate, IssueRequest } from "../driver.js";
import { AcmeError } from "../errors.js";
import { createHttp } from "../http/http-request.js";
import { withinLimit } from "../within-limit.js";
import { readCertificate } from "../x509/certificate.js";
import { assertUsable, readBundle } from "../x509/certificate-bundle.js";
import { readPem } from "../x509/pem.js";
import { createSigningRequest } from "../x509/signing-request.js";
import { type Account, type AccountOptions, Accounts, eabRequiredError } from "./account.js";
import { AcmeSession } from "./acme-session.js";
import { newKey } from "./new-key.js";
import { type Authorization, type Order, Orders } from "./order.js";
import { askRenewalInfo, renewalId } from "./renewal-info.js";
import { type BegunOrder, readBegunOrder, readIssued } from "./stored-certificate.js";

const DEFAULT_LIMIT_MS = 180_000;
/** A CA that is silent for so long is down. */
const ANSWER_LIMIT_MS = 8_000;
const ACCOUNT_WAIT_MS = 30_000;
const REVOKE_LIMIT_MS = 30_000;

export interface EmbeddedDriverOptions extends AccountOptions {
  /** For its account, orders and certificates. */
  readonly folder: string;
  /** The CA's directory (RFC 8555 section 7.1.1). */
  readonly directoryUrl: string;
  readonly dns: DnsProvider;
  /** Time between publishing records and telling the CA to look, for the DNS to catch up. */
  readonly dnsWaitMs: number;
  /** Kind of certificate, where the CA offers several. */
  readonly profile?: string;
  /** To trust the CA's own server by (PEM), besides the system's. */
  readonly ca?: string;
  /** For one certificate, besides the wait for DNS. Default: 180,000. */
  readonly limitMs?: number;
  readonly clock?: Clock;
}

/** An ACME client in this process (RFC 8555, RFC 9773): nothing to install. */
export function embeddedDriver(options: EmbeddedDriverOptions): AcmeDriver {
  return new EmbeddedDriver(options);
}

class EmbeddedDriver implements AcmeDriver {
  readonly kind = "embedded";
  readonly #options: EmbeddedDriverOptions;
  readonly #clock: Clock;
  readonly #session: AcmeSession;
  readonly #accounts: Accounts;
  readonly #certificates: RecordFolder<IssuedCertificate>;
  readonly #orders: RecordFolder<BegunOrder>;

  constructor(options: EmbeddedDriverOptions) {
    const { folder, directoryUrl, ca, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    const http = createHttp({
      peer: "the CA",
      unreachable: "CA_UNREACHABLE",
      limitMs: ANSWER_LIMIT_MS,
      ...(ca !== undefined && { ca }),
    });
    this.#session = new AcmeSession({ directoryUrl, http, clock });
    this.#accounts = new Accounts(join(folder, "accounts"), options);
    this.#certificates = new RecordFolder(join(folder, "certificates"), readIssued);
    this.#orders = new RecordFolder(join(folder, "orders"), readBegunOrder);
  }

  async list() {
    const stems = await this.#certificates.names();
    const certificates = await Promise.all(stems.map((stem) => this.#certificates.get(stem)));
    return new Map(certificates.flatMap((one) => (one === undefined ? [] : [[one.names[0], one] as const])));
  }

  issue(request: IssueRequest, options: DriverOptions): Promise<IssuedCertificate> {
    const [name] = request.names;
    const { limitMs = DEFAULT_LIMIT_MS, dnsWaitMs } = this.#options;
    return withinLimit(`the certificate of ${name}`, limitMs + dnsWaitMs, options.signal, (signal) =>
      this.#locked(name, signal, (signal) => this.#issue(request, { ...options, signal })),
    );
  }

  async check({ names }: IssueRequest, { signal, onProgress }: DriverOptions): Promise<void> {
    onProgress?.({ step: "account", message: "Asking the CA" });
    const { eabRequired, profiles } = await this.#session.directory(signal);
    const { profile, externalAccount, dns } = this.#options;
    if (eabRequired && externalAccount === undefined) {
      throw eabRequiredError(this.#options.directoryUrl);
    }
    if (profile !== undefined && profiles.length > 0 && !profiles.includes(profile)) {
      throw new AcmeError("NOT_CONFIGURED", `the CA has no profile ${profile}, but ${profiles.join(", ")}`);
    }
    onProgress?.({ step: "account", message: `Looking whether ${dns.name} lets us in` });
    await dns.check(domainsOf(names), { signal });
  }

  async renewalInfo({ chainPem, directoryUrl }: IssuedCertificate, { signal }: DriverOptions) {
    if (directoryUrl !== this.#options.directoryUrl) return undefined;
    return askRenewalInfo(this.#session, leafOf(chainPem), this.#clock, signal);
  }

  revoke(name: string, { signal }: DriverOptions): Promise<void> {
    return withinLimit(`the revocation of ${name}`, REVOKE_LIMIT_MS, signal, async (signal) => {
      const certificate = await this.#certificates.get(fileStem(name as never));
      if (certificate === undefined)
        throw new AcmeError("UNKNOWN_CERTIFICATE", `there is no certificate of ${name}`);
      await this.#withAccount(signal, (orders) => orders.revoke(leafOf(certificate.chainPem).x509.raw));
    });
  }

  async remove(name: string): Promise<void> {
    const stem = fileStem(name as never);
    await this.#locked(name, undefined, async () => {
      await this.#orders.remove(stem);
      await this.#certificates.remove(stem);
    });
  }

  async #issue(request: IssueRequest, options: DriverOptions): Promise<IssuedCertificate> {
    const { dns, folder } = this.#options;
    const records = new PublishedRecords(join(folder, "records", fileStem(request.names[0])), dns);
    // of one that was killed; where the provider does not answer, the order tells so
    await records.removeAll().catch(() => {});
    options.onProgress?.({ step: "account", message: `Looking whether ${dns.name} lets us in` });
    await dns.check(domainsOf(request.names), options);
    options.onProgress?.({ step: "account", message: "Looking for our account at the CA" });
    return this.#withAccount(options.signal, async (orders) => {
      const { begun, order } = await this.#order(orders, request, options);
      try {
        await this.#validate(orders, order, records, options);
      } finally {
        await records.removeAll().catch(() => {});
      }
      return this.#download(orders, order, begun, options);
    });
  }

  /** Goes on with an order that was begun with the same names, or begins one. */
  async #order(orders: Orders, request: IssueRequest, { onProgress }: DriverOptions) {
    const { names, keyType } = request;
    const stem = fileStem(names[0]);
    const { directoryUrl } = this.#options;
    const found = await this.#orders.get(stem);
    if (
      found !== undefined &&
      found.directoryUrl === directoryUrl &&
      found.keyType === keyType &&
      same(found.names, names)
    ) {
      const order = await orders.get(found.url).catch(unlessGivenUp);
      if (order !== undefined && order.status !== "invalid") {
        onProgress?.({ step: "order", message: "Going on with the order that was begun" });
        return { begun: found, order };
      }
    }
    onProgress?.({ step: "order", message: `Ordering a certificate for ${names.join(", ")}` });
    const order = await this.#create(orders, names);
    const keyPem = (await newKey(keyType)).export({ type: "pkcs8", format: "pem" }) as string;
    const begun = { url: order.url, directoryUrl, names, keyType, keyPem };
    await this.#orders.put(stem, begun);
    return { begun, order };
  }

  /** A CA that does not take what the new one replaces issues it all the same (RFC 9773 section 5). */
  async #create(orders: Orders, names: CertificateNames): Promise<Order> {
    const { profile } = this.#options;
    const replaces = await this.#replaced(names);
    try {
      return await orders.create({ names, profile, replaces });
    } catch (error) {
      const kind = AcmeError.isInstance(error) && error.problem ? kindOfProblem(error.problem) : "";
      if (replaces === undefined || !["alreadyReplaced", "malformed"].includes(kind)) throw error;
      return orders.create({ names, profile });
    }
  }

  async #replaced(names: CertificateNames): Promise<string | undefined> {
    const current = await this.#certificates.get(fileStem(names[0])).catch(() => undefined);
    const { renewalInfo } = await this.#session.directory(undefined);
    if (current?.directoryUrl !== this.#options.directoryUrl || renewalInfo === undefined) return undefined;
    return renewalId(leafOf(current.chainPem));
  }

  async #validate(
    orders: Orders,
    order: Order,
    records: PublishedRecords,
    options: DriverOptions,
  ): Promise<void> {
    const { signal, onProgress } = options;
    const all = await Promise.all(order.authorizations.map((url) => orders.authorization(url)));
    const pending = all.filter(({ status }) => status !== "valid");
    if (pending.length === 0) return;
    for (const { domain, record } of pending) {
      onProgress?.({
        step: "dns",
        message: `Publishing ${record.name} at ${this.#options.dns.name} for ${domain}`,
      });
      await records.publish(record, { signal });
    }
    await this.#clock.sleep(this.#options.dnsWaitMs, signal);
    onProgress?.({
      step: "validation",
      message: `Waiting until the CA has seen ${domainsOf(pending.map(({ domain }) => domain)).join(", ")}`,
    });
    await eachEnded(pending, async (authorization) => {
      await orders.answer(authorization);
      await orders.waitValid(authorization);
    });
  }

  async #download(orders: Orders, order: Order, begun: BegunOrder, { onProgress }: DriverOptions) {
    onProgress?.({
      step: "download",
      message: "Sending the signing request, and downloading the certificate",
    });
    const signingRequest = createSigningRequest(createPrivateKey(begun.keyPem), begun.names);
    const chainPem = await orders.download(await orders.finalize(order, signingRequest));
    const bundle = readBundle(chainPem, begun.keyPem);
    assertUsable(bundle, begun.names, this.#clock.now());
    const { names, keyPem, directoryUrl } = begun;
    const certificate = {
      names,
      chainPem: bundle.chainPem,
      keyPem,
      issuedAt: this.#clock.now(),
      directoryUrl,
    };
    const stem = fileStem(names[0]);
    await this.#certificates.put(stem, certificate);
    await this.#orders.remove(stem);
    return certificate;
  }

  /** Heals an account that the CA has forgotten, once. */
  async #withAccount<T>(signal: AbortSignal | undefined, work: (orders: Orders) => Promise<T>): Promise<T> {
    try {
      return await work(this.#ordersOf(await this.#account(signal, false), signal));
    } catch (error) {
      if (!AcmeError.isInstance(error) || error.code !== "ACCOUNT_GONE") throw error;
      return work(this.#ordersOf(await this.#account(signal, true), signal));
    }
  }

  #ordersOf(account: Account, signal: AbortSignal | undefined): Orders {
    return new Orders(this.#session, account, this.#clock, signal);
  }

  async #account(signal: AbortSignal | undefined, isGone: boolean): Promise<Account> {
    const { directoryUrl } = this.#options;
    const known = isGone ? undefined : await this.#accounts.find(directoryUrl);
    if (known !== undefined) return known;
    const lock = {
      folder: this.#lockFolder,
      name: "account",
      what: "the account",
      waitMs: ACCOUNT_WAIT_MS,
      signal,
    };
    return withLock(lock, async (signal) => {
      const found = isGone ? undefined : await this.#accounts.find(directoryUrl);
      return found ?? (await this.#accounts.register(this.#session, directoryUrl, signal));
    });
  }

  #locked<T>(
    name: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const lock = {
      folder: this.#lockFolder,
      name: fileStem(name as never),
      what: `the certificate of ${name}`,
      signal,
    };
    return withLock(lock, work);
  }

  get #lockFolder(): string {
    return join(this.#options.folder, "locks");
  }
}

/** Ends when all have ended: none goes on after its order was given up. */
async function eachEnded(
  authorizations: readonly Authorization[],
  work: (one: Authorization) => Promise<void>,
): Promise<void> {
  const results = await Promise.allSettled(authorizations.map(work));
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function leafOf(chainPem: string) {
  const [leaf] = readPem(chainPem);
  if (leaf === undefined) throw new AcmeError("BAD_CERTIFICATE", "there is no certificate");
  return readCertificate(leaf.der);
}

/** An order that cannot be looked at is begun anew; a caller who gave up, or an account that is gone, is told. */
function unlessGivenUp(error: unknown): undefined {
  if (!AcmeError.isInstance(error) || error.code === "CA_REFUSED" || error.code === "CA_FAILED")
    return undefined;
  throw error;
}
