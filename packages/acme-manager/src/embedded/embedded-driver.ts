import { join } from "node:path";
import { type Clock, type RecordFolder, systemClock } from "@haproxy-mcp/durable-files";
import { domainsOf, fileStem } from "../certificate-names.js";
import { createRecordFolder, withLock } from "../disk.js";
import { PublishedRecords } from "../dns/published-records.js";
import type { AcmeDriver, DriverOptions, IssuedCertificate, IssueRequest } from "../driver.js";
import { type CommonDriverOptions, DEFAULT_LIMIT_MS } from "../driver-options.js";
import { AcmeError } from "../errors.js";
import { createHttp } from "../http/http-request.js";
import { type Account, Accounts, eabRequiredError } from "../protocol/account.js";
import { AcmeSession } from "../protocol/acme-session.js";
import { Orders } from "../protocol/order.js";
import { askRenewalInfo } from "../protocol/renewal-info.js";
import { withinLimit } from "../within-limit.js";
import { leafOfChain } from "../x509/certificate.js";
import { CertificateOrdering } from "./certificate-ordering.js";
import { type BegunOrder, readBegunOrder, readIssued } from "./stored-certificate.js";

/** A CA that is silent for so long is down. */
const ANSWER_LIMIT_MS = 8_000;
const ACCOUNT_WAIT_MS = 30_000;
const REVOKE_LIMIT_MS = 30_000;

export interface EmbeddedDriverOptions extends CommonDriverOptions {
  /** To trust the CA's own server by (PEM), besides the system's. */
  readonly ca?: string | undefined;
}

/** An ACME client in this process (RFC 8555, RFC 9773): nothing to install. */
export function createEmbeddedDriver(options: EmbeddedDriverOptions): AcmeDriver {
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
  readonly #ordering: CertificateOrdering;

  constructor(options: EmbeddedDriverOptions) {
    const { folder, directoryUrl, ca, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    const http = createHttp({
      peer: "the CA",
      unreachable: "CA_UNREACHABLE",
      limitMs: ANSWER_LIMIT_MS,
      ca,
    });
    this.#session = new AcmeSession({ directoryUrl, http, clock });
    this.#accounts = new Accounts(join(folder, "accounts"), options);
    this.#certificates = createRecordFolder(join(folder, "certificates"), readIssued);
    this.#orders = createRecordFolder(join(folder, "orders"), readBegunOrder);
    const records = { orders: this.#orders, certificates: this.#certificates };
    this.#ordering = new CertificateOrdering(options, records, this.#session, clock);
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
    return askRenewalInfo(this.#session, leafOfChain(chainPem), this.#clock, signal);
  }

  revoke(name: string, { signal }: DriverOptions): Promise<void> {
    return withinLimit(`the revocation of ${name}`, REVOKE_LIMIT_MS, signal, async (signal) => {
      const certificate = await this.#certificates.get(fileStem(name as never));
      if (certificate === undefined)
        throw new AcmeError("CERTIFICATE_NOT_FOUND", `there is no certificate of ${name}`);
      await this.#withAccount(signal, (orders) => orders.revoke(leafOfChain(certificate.chainPem).x509.raw));
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
      const { begun, order } = await this.#ordering.begin(orders, request, options);
      try {
        await this.#ordering.validate(orders, order, records, options);
      } finally {
        await records.removeAll().catch(() => {});
      }
      return this.#ordering.download(orders, order, begun, options);
    });
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
