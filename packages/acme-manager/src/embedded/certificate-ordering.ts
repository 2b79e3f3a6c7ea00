import { createPrivateKey } from "node:crypto";
import type { Clock, RecordFolder } from "@haproxy-mcp/durable-files";
import { type CertificateNames, domainsOf, fileStem } from "../certificate-names.js";
import type { DnsProvider } from "../dns/dns-provider.js";
import type { PublishedRecords } from "../dns/published-records.js";
import type { DriverOptions, IssuedCertificate, IssueRequest } from "../driver.js";
import { AcmeError, sleep } from "../errors.js";
import { kindOfProblem } from "../protocol/acme-problem.js";
import type { AcmeSession } from "../protocol/acme-session.js";
import type { Authorization, Order, Orders } from "../protocol/order.js";
import { renewalId } from "../protocol/renewal-info.js";
import { leafOfChain } from "../x509/certificate.js";
import { assertUsable, readBundle } from "../x509/certificate-bundle.js";
import { createSigningRequest } from "../x509/signing-request.js";
import { newKey } from "./new-key.js";
import type { BegunOrder } from "./stored-certificate.js";

export interface OrderingOptions {
  readonly directoryUrl: string;
  readonly dns: DnsProvider;
  readonly dnsWaitMs: number;
  readonly profile?: string | undefined;
}

/** Where orders and certificates are kept. */
export interface OrderingRecords {
  readonly orders: RecordFolder<BegunOrder>;
  readonly certificates: RecordFolder<IssuedCertificate>;
}

/** An order from its beginning to the certificate (RFC 8555 section 7.4): what is done is on disk before the next step. */
export class CertificateOrdering {
  readonly #options: OrderingOptions;
  readonly #orders: RecordFolder<BegunOrder>;
  readonly #certificates: RecordFolder<IssuedCertificate>;
  readonly #session: AcmeSession;
  readonly #clock: Clock;

  constructor(
    options: OrderingOptions,
    { orders, certificates }: OrderingRecords,
    session: AcmeSession,
    clock: Clock,
  ) {
    this.#options = options;
    this.#orders = orders;
    this.#certificates = certificates;
    this.#session = session;
    this.#clock = clock;
  }

  /** Goes on with an order that was begun with the same names, or begins one. */
  async begin(orders: Orders, request: IssueRequest, { onProgress }: DriverOptions) {
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
    return renewalId(leafOfChain(current.chainPem));
  }

  /** Publishes what proves control of the names, and resolves once the CA has seen it. */
  async validate(
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
    await sleep(this.#clock, this.#options.dnsWaitMs, signal);
    onProgress?.({
      step: "validation",
      message: `Waiting until the CA has seen ${domainsOf(pending.map(({ domain }) => domain)).join(", ")}`,
    });
    await eachEnded(pending, async (authorization) => {
      await orders.answer(authorization);
      await orders.waitValid(authorization);
    });
  }

  /** Finalizes, downloads, looks at what came, and keeps it. */
  async download(orders: Orders, order: Order, begun: BegunOrder, { onProgress }: DriverOptions) {
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

/** An order that cannot be looked at is begun anew; a caller who gave up, or an account that is gone, is told. */
function unlessGivenUp(error: unknown): undefined {
  if (!AcmeError.isInstance(error) || error.code === "CA_REFUSED" || error.code === "CA_FAILED")
    return undefined;
  throw error;
}
