import { createPrivateKey } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { allEnded, type Clock, type RecordFolder } from "@haproxy-mcp/durable-files";
import { type CertificateNames, domainsOf, fileStem } from "../certificate-names.js";
import type { DriverOptions, IssuedCertificate, IssueRequest } from "../driver.js";
import { AcmeError, sleep } from "../errors.js";
import { kindOfProblem } from "../protocol/acme-problem.js";
import type { AcmeSession } from "../protocol/acme-session.js";
import type { Order, Orders } from "../protocol/order.js";
import { renewalId } from "../protocol/renewal-info.js";
import { readCertificate } from "../x509/certificate.js";
import { assertUsable, readBundle } from "../x509/certificate-bundle.js";
import { createSigningRequest } from "../x509/signing-request.js";
import { newKey } from "./new-key.js";
import type { BegunOrder } from "./stored-certificate.js";
import type { Validation } from "./validation.js";

export interface OrderingOptions {
  readonly directoryUrl: string;
  readonly profile: string | undefined;
  readonly preferredChain: string | undefined;
  /** Where orders and certificates are kept. */
  readonly store: {
    readonly orders: RecordFolder<BegunOrder>;
    readonly certificates: RecordFolder<IssuedCertificate>;
  };
  readonly session: AcmeSession;
  readonly clock: Clock;
}

/** An order from start to certificate (RFC 8555 section 7.4): each step is on disk before the next one. */
export function createCertificateOrdering(options: OrderingOptions) {
  const { directoryUrl, profile, preferredChain, store, session, clock } = options;

  /** Resumes an order with the same names, or starts one. */
  const begin = async (orders: Orders, { names, keyType }: IssueRequest, { onProgress }: DriverOptions) => {
    const stem = fileStem(names[0]);
    const found = await store.orders.get(stem);
    if (
      found !== undefined &&
      found.directoryUrl === directoryUrl &&
      found.keyType === keyType &&
      isDeepStrictEqual(found.names, names)
    ) {
      const order = await orders.get(found.url).catch(unlessGivenUp);
      if (order !== undefined && order.status !== "invalid") {
        onProgress?.({ step: "order", message: "Resuming the interrupted order" });
        return { begun: found, order };
      }
    }
    onProgress?.({ step: "order", message: `Ordering a certificate for ${names.join(", ")}` });
    const order = await create(orders, names);
    const keyPem = (await newKey(keyType)).export({ type: "pkcs8", format: "pem" }) as string;
    const begun = { url: order.url, directoryUrl, names, keyType, keyPem };
    await store.orders.put(stem, begun);
    return { begun, order };
  };

  /** A CA that rejects the `replaces` field still issues without it (RFC 9773 section 5). */
  const create = async (orders: Orders, names: CertificateNames): Promise<Order> => {
    const replaces = await replaced(names);
    try {
      return await orders.create({ names, profile, replaces });
    } catch (error) {
      const kind = AcmeError.isInstance(error) && error.problem ? kindOfProblem(error.problem) : "";
      if (replaces === undefined || !["alreadyReplaced", "malformed"].includes(kind)) throw error;
      return orders.create({ names, profile });
    }
  };

  const replaced = async (names: CertificateNames): Promise<string | undefined> => {
    const current = await store.certificates.get(fileStem(names[0])).catch(() => undefined);
    const { renewalInfo } = await session.directory(undefined);
    if (current?.directoryUrl !== directoryUrl || renewalInfo === undefined) return undefined;
    return renewalId(readCertificate(current.chainPem));
  };

  /** Publishes what proves control of the names, and resolves once the CA has validated it. */
  const validate = async (
    orders: Orders,
    order: Order,
    { type, publisher, published, waitMs }: Validation,
    { signal, onProgress }: DriverOptions,
  ): Promise<void> => {
    const all = await Promise.all(order.authorizations.map((url) => orders.authorization(url, type)));
    const pending = all.flatMap((one) => one ?? []);
    if (pending.length === 0) return;
    for (const { proof } of pending) {
      onProgress?.({ step: "dns", message: `Publishing ${proof.name} at ${publisher.name}` });
      await published.publish(proof, { signal });
    }
    await sleep(clock, waitMs, signal);
    const domains = domainsOf(pending.map(({ domain }) => domain));
    onProgress?.({
      step: "validation",
      message: `Waiting for the CA to validate ${domains.join(", ")}`,
    });
    // none continues after its order was cancelled
    await allEnded(
      pending.map(async (authorization) => {
        await orders.answer(authorization);
        await orders.waitValid(authorization);
      }),
    );
  };

  /** Finalizes, downloads, checks and stores the certificate. */
  const download = async (
    orders: Orders,
    order: Order,
    { names, keyPem }: BegunOrder,
    { onProgress }: DriverOptions,
  ): Promise<IssuedCertificate> => {
    onProgress?.({
      step: "download",
      message: "Sending the signing request and downloading the certificate",
    });
    const signingRequest = createSigningRequest(createPrivateKey(keyPem), names);
    const finished = await orders.finalize(order, signingRequest);
    const answer = await orders.download(finished, preferredChain);
    const bundle = readBundle(answer, keyPem);
    const issuedAt = clock.now();
    assertUsable(bundle, names, issuedAt);
    const certificate = { names, chainPem: bundle.chainPem, keyPem, issuedAt, directoryUrl };
    const stem = fileStem(names[0]);
    await store.certificates.put(stem, certificate);
    await store.orders.remove(stem);
    return certificate;
  };

  return { begin, validate, download };
}

/**
 * Starts again where an order cannot be read, or the CA no longer knows it (pebble says so without a problem document); reports a cancelled
 * caller, a lost account and a CA that is unreachable.
 */
function unlessGivenUp(error: unknown): undefined {
  if (!AcmeError.isInstance(error) || error.code === "CA_REFUSED" || error.code === "CA_FAILED")
    return undefined;
  if (error.status === 404 || error.status === 410) return undefined;
  throw error;
}
