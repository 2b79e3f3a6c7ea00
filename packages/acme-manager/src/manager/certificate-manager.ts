import type { SslCert } from "@haproxy-mcp/runtime-api-client";
import { allOf } from "../all-of.js";
import { covers } from "../certificate-names.js";
import type { Deployment } from "../deploy/deployment.js";
import { namesOf } from "../deploy/name-conflicts.js";
import type { AcmeDriver, DriverOptions, IssuedCertificate, IssueRequest, KeyType } from "../driver.js";
import { AcmeError, throwIfCancelled } from "../errors.js";
import { readLeaf } from "../x509/leaf.js";
import {
  type CertificateContext,
  type CertificateManagerParts,
  createCertificateContext,
} from "./certificate-context.js";
import type { CertificateRecord } from "./certificate-record.js";
import { type ExportedCertificates, exportCertificates } from "./export-certificates.js";
import {
  type CertificateText,
  type ImportedCertificates,
  importCertificates,
  readImported,
  replacedBy,
} from "./import-certificates.js";
import type { Known } from "./inventory.js";
import { assertAllowed, claimOf, type Issued, issueAndDeploy } from "./issue-and-deploy.js";
import { type Reconciled, reconcileCertificates } from "./reconcile-certificates.js";
import { refreshRenewalInfo } from "./refresh-renewal-info.js";
import { removable, removeCertificate } from "./remove-certificate.js";

/** What was done with one certificate. */
export type RenewalResult =
  | { readonly name: string; readonly result: "renewed"; readonly deployment: Deployment }
  | {
      readonly name: string;
      readonly result: "skipped";
      readonly why: string;
      readonly renewAt?: Date | undefined;
    }
  | { readonly name: string; readonly result: "failed"; readonly error: unknown };

interface Options {
  readonly signal?: AbortSignal | undefined;
}

type RenewOptions = DriverOptions & { readonly force?: boolean };

export function createCertificateManager(options: CertificateManagerParts): CertificateManager {
  return new CertificateManager(options);
}

/** Certificates from the order to the handshake. Every method may throw AcmeError. */
export class CertificateManager {
  readonly #drivers: readonly AcmeDriver[];
  readonly #context: CertificateContext;

  constructor(options: CertificateManagerParts) {
    this.#drivers = options.drivers;
    this.#context = createCertificateContext(options);
  }

  /** By name, in order. */
  async list({ signal }: Options = {}): Promise<readonly CertificateRecord[]> {
    const known = await this.#context.inventory.all(signal);
    return [...known.values()].map(({ record }) => record).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws AcmeError `CERTIFICATE_NOT_FOUND` */
  async info(name: string, { signal }: Options = {}): Promise<CertificateRecord> {
    return (await this.#context.inventory.one(name, signal)).record;
  }

  /**
   * Which file HAProxy serves for each host name or wildcard; `undefined` for one that only the default certificate is left for.
   *
   * @throws AcmeError `NOT_CONFIGURED` if HAProxy serves no certificates from the folder; RuntimeApiError
   */
  async coverageOf(
    names: readonly string[],
    { signal }: Options = {},
  ): Promise<ReadonlyMap<string, string | undefined>> {
    const now = this.#context.clock.now();
    const held = [...(await this.#context.deployer.held({ signal }))];
    const isFor = (name: string, cert: SslCert | undefined) =>
      cert?.notAfter !== undefined && cert.notAfter > now && covers(namesOf(cert), name);
    return new Map(names.map((name) => [name, held.find(([, cert]) => isFor(name, cert))?.[0]]));
  }

  /**
   * Gets a certificate and serves it. Does not order one again that has the same names and is not due.
   *
   * @throws AcmeError `NOT_DUE` and others
   */
  async issue(request: IssueRequest, options: DriverOptions = {}): Promise<Issued> {
    const [name] = request.names;
    return this.#context.locked(name, options.signal, async (signal) => {
      const known = (await this.#context.inventory.all(signal)).get(name);
      this.#assertNew(known, request);
      const driver = known?.driver ?? this.#newDriver();
      return issueAndDeploy(this.#context, driver, request, { ...options, signal });
    });
  }

  /**
   * Whether {@link issue} would succeed, as far as that can be checked: names, CA, DNS provider, HAProxy. Changes nothing.
   *
   * @throws AcmeError with the code of the first finding; its message has all of them
   */
  async checkIssue(request: IssueRequest, options: DriverOptions = {}): Promise<void> {
    const { signal } = options;
    const [name] = request.names;
    const known = (await this.#context.inventory.all(signal)).get(name);
    await this.#check(request, known?.driver ?? this.#newDriver(), options, async () =>
      this.#assertNew(known, request),
    );
  }

  async #check(
    request: IssueRequest,
    driver: AcmeDriver,
    options: DriverOptions,
    assertDue: () => Promise<void>,
  ): Promise<void> {
    const { signal } = options;
    await allOf(
      [
        assertDue,
        () => assertAllowed(this.#context, request.names[0]),
        async () => driver.check(request, options),
        () => this.#context.deployer.assertDeployable(claimOf(request), { signal }),
      ],
      signal,
    );
  }

  /** @throws AcmeError `NOT_DUE` unless forced, `CERTIFICATE_NOT_FOUND` and others */
  async renew(name: string, { force = false, ...options }: RenewOptions = {}): Promise<Issued> {
    return this.#context.locked(name, options.signal, async (signal) => {
      const { known, driver, request } = await this.#renewal(name, signal);
      if (!force) this.#assertDue(known);
      return issueAndDeploy(this.#context, driver, request, { ...options, signal });
    });
  }

  /**
   * Whether {@link renew} would succeed, as far as that can be checked. Changes nothing.
   *
   * @throws AcmeError with the code of the first finding; its message has all of them
   */
  async checkRenewal(
    name: string,
    { force = false, ...options }: RenewOptions = {},
  ): Promise<CertificateRecord> {
    const { known, driver, request } = await this.#renewal(name, options.signal);
    await this.#check(request, driver, options, async () => {
      if (!force) this.#assertDue(known);
    });
    return known.record;
  }

  async #renewal(name: string, signal: AbortSignal | undefined) {
    const known = await this.#context.inventory.one(name, signal);
    const { driver, issued, record } = known;
    if (driver === undefined || issued === undefined) throw notRenewable(name, record);
    return { known, driver, request: { names: issued.names, keyType: keyTypeOf(issued) } };
  }

  /** One by one, first to expire first, each with a result; a failure does not stop the others. */
  async renewAll({
    force = false,
    onResult,
    ...options
  }: RenewOptions & { readonly onResult?: (result: RenewalResult) => void } = {}): Promise<
    readonly RenewalResult[]
  > {
    const { signal } = options;
    const results: RenewalResult[] = [];
    for (const record of await this.#renewable(signal)) {
      throwIfCancelled(signal);
      const isWanted = force || isDue(record, this.#context.clock.now());
      const result = isWanted ? await this.#tryRenew(record.name, { force, ...options }) : notDue(record);
      results.push(result);
      onResult?.(result);
    }
    return results;
  }

  /** Those that {@link renewAll} would renew, first to expire first. */
  async listDue({ force = false, signal }: RenewOptions = {}): Promise<readonly CertificateRecord[]> {
    const now = this.#context.clock.now();
    return (await this.#renewable(signal)).filter((record) => force || isDue(record, now));
  }

  async #renewable(signal: AbortSignal | undefined): Promise<readonly CertificateRecord[]> {
    const all = await this.list({ signal });
    return all.filter(isRenewable).sort((a, b) => endOf(a) - endOf(b));
  }

  /** Whether {@link remove} would begin. Changes nothing. @throws AcmeError as it would */
  async checkRemoval(
    name: string,
    { revoke = false, signal }: Options & { readonly revoke?: boolean } = {},
  ): Promise<CertificateRecord> {
    return (await removable(this.#context, name, { revoke, signal })).record;
  }

  /** Removes it from HAProxy, its folder and the driver's store. A started removal is completed, also after a crash. */
  async remove(
    name: string,
    { revoke = false, ...options }: DriverOptions & { readonly revoke?: boolean } = {},
  ): Promise<CertificateRecord> {
    return this.#context.locked(name, options.signal, (signal) =>
      removeCertificate(this.#context, name, { ...options, revoke, signal }),
    );
  }

  /** All but the default one, with their private keys. @throws AcmeError `UNREADABLE` for the folder */
  exportAll(): Promise<ExportedCertificates> {
    return exportCertificates(this.#context);
  }

  /**
   * Whether {@link importAll} would begin. Changes nothing.
   *
   * @returns the files of other certificates that it would replace, newer ones among them
   * @throws AcmeError as it would
   */
  async checkImport(
    certificates: readonly CertificateText[],
    { signal }: Options = {},
  ): Promise<readonly string[]> {
    return replacedBy(this.#context, await readImported(this.#context, certificates, { signal }));
  }

  /** Deploys certificates that were issued elsewhere, all or none. They are not renewed here. */
  importAll(
    certificates: readonly CertificateText[],
    { signal }: Options = {},
  ): Promise<ImportedCertificates> {
    return importCertificates(this.#context, certificates, { signal });
  }

  /** Asks the CA when it wants certificates renewed, if its last response is stale (RFC 9773 section 4.3). */
  async refreshRenewalInfo(options: DriverOptions = {}): Promise<void> {
    await refreshRenewalInfo(this.#context, options);
  }

  /** Repairs differences between what was issued, the file and what HAProxy serves. */
  async reconcile({ signal }: Options = {}): Promise<readonly Reconciled[]> {
    return reconcileCertificates(this.#context, signal);
  }

  async #tryRenew(name: string, options: RenewOptions): Promise<RenewalResult> {
    try {
      return { name, result: "renewed", deployment: (await this.renew(name, options)).deployment };
    } catch (error) {
      throwIfCancelled(options.signal);
      if (!AcmeError.isInstance(error) || error.code !== "NOT_DUE") return { name, result: "failed", error };
      const { message, retryAt } = error;
      return { name, result: "skipped", why: message, renewAt: retryAt };
    }
  }

  /** @throws AcmeError `NOT_DUE` if there is one with the same names */
  #assertNew(known: Known | undefined, { names }: IssueRequest): void {
    if (known?.issued !== undefined && sameNames(known.issued.names, names)) this.#assertDue(known);
  }

  #assertDue({ record, plan }: Known): void {
    if (plan === undefined || plan.renewAt <= this.#context.clock.now()) return;
    const why = plan.reason === "backoff" ? `; the last attempt failed: ${record.lastError}` : "";
    const message = `${record.name} is not due for renewal before ${plan.renewAt.toISOString()}${why}`;
    throw new AcmeError("NOT_DUE", message, { retryAt: plan.renewAt });
  }

  #newDriver(): AcmeDriver {
    const [driver] = this.#drivers;
    if (driver !== undefined) return driver;
    throw new AcmeError("NOT_CONFIGURED", "no ACME client is configured");
  }
}

function notRenewable(name: string, { driver, lastError }: CertificateRecord): AcmeError {
  const why =
    driver === undefined
      ? `${name} was deployed by hand; issue it to have it renewed`
      : `${name} was never issued: ${lastError ?? "issue it first"}`;
  return new AcmeError("CERTIFICATE_NOT_FOUND", why);
}

/** By its driver, without a person. */
function isRenewable({ driver, notRenewable }: CertificateRecord): boolean {
  return driver !== undefined && notRenewable === undefined;
}

function endOf({ details }: CertificateRecord): number {
  return details?.notAfter.getTime() ?? 0;
}

function isDue({ renewAt }: CertificateRecord, now: Date): boolean {
  return renewAt === undefined || renewAt <= now;
}

function notDue({ name, renewAt }: CertificateRecord): RenewalResult {
  const why = `${name} is not due for renewal before ${renewAt?.toISOString()}`;
  return { name, result: "skipped", why, renewAt };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function keyTypeOf({ chainPem }: IssuedCertificate): KeyType {
  return readLeaf(chainPem).keyType.startsWith("RSA") ? "rsa-2048" : "ec-256";
}
