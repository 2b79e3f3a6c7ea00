import { join } from "node:path";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { fileStem } from "../certificate-names.js";
import { type Clock, systemClock } from "../clock.js";
import type { Deployer, Deployment } from "../deploy/deployer.js";
import { RecordFolder } from "../disk/record-folder.js";
import { withLock } from "../disk/with-lock.js";
import type { AcmeDriver, DriverOptions, IssuedCertificate, IssueRequest, KeyType } from "../driver.js";
import { AcmeError, messageOf, throwIfAborted } from "../errors.js";
import { type RenewalState, readRenewalState } from "../renewal/renewal-state.js";
import { readBundle } from "../x509/certificate-bundle.js";
import { readLeaf } from "../x509/leaf.js";
import type { CertificateRecord } from "./certificate-record.js";
import { Inventory, type Known } from "./inventory.js";

export interface CertificateManagerOptions {
  /** The first issues new certificates; each renews its own. None: certificates are only listed and deleted. */
  readonly drivers: readonly AcmeDriver[];
  readonly deployer: Deployer;
  /** For what is remembered besides certificates, and for locks. */
  readonly folder: string;
  readonly clock?: Clock;
}

export interface Issued {
  readonly record: CertificateRecord;
  readonly deployment: Deployment;
}

/** What was done about one certificate. */
export type RenewalResult =
  | { readonly name: string; readonly result: "renewed"; readonly deployment: Deployment }
  | { readonly name: string; readonly result: "skipped"; readonly why: string; readonly renewAt?: Date }
  | { readonly name: string; readonly result: "failed"; readonly error: unknown };

/** What {@link CertificateManager.reconcile} found and did. */
export type Reconciled =
  | { readonly name: string; readonly cured: "deployed" | "served" | "deleted" }
  | { readonly name: string; readonly problem: string };

/** Certificates from the order to the handshake. Every method may throw AcmeError. */
export class CertificateManager {
  readonly #options: CertificateManagerOptions;
  readonly #clock: Clock;
  readonly #states: RecordFolder<RenewalState>;
  readonly #inventory: Inventory;

  constructor(options: CertificateManagerOptions) {
    const { drivers, deployer, folder, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#states = new RecordFolder(join(folder, "states"), readRenewalState);
    this.#inventory = new Inventory({
      drivers,
      deployer,
      clock,
      stateOf: async (stem) => (await this.#states.get(stem)) ?? {},
    });
  }

  /** By name, in order. */
  async list(options: { readonly signal?: AbortSignal } = {}): Promise<readonly CertificateRecord[]> {
    const known = await this.#inventory.all(options.signal);
    return [...known.values()].map(({ record }) => record).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws AcmeError `UNKNOWN_CERTIFICATE` */
  async info(name: string, options: { readonly signal?: AbortSignal } = {}): Promise<CertificateRecord> {
    return (await this.#inventory.one(name, options.signal)).record;
  }

  /**
   * Gets a certificate and serves it. One that covers the same names already and is not due is not asked for again.
   *
   * @throws AcmeError `NOT_DUE` and others
   */
  async issue(request: IssueRequest, options: DriverOptions = {}): Promise<Issued> {
    const [name] = request.names;
    return this.#locked(name, options.signal, async (signal) => {
      const known = (await this.#inventory.all(signal)).get(name);
      if (known?.issued !== undefined && sameNames(known.issued.names, request.names)) this.#assertDue(known);
      const driver = known?.driver ?? this.#newDriver();
      return this.#issueAndDeploy(driver, request, { ...options, signal });
    });
  }

  /** Whether {@link issue} would be begun: names, CA, DNS provider. Changes nothing. */
  async checkIssue(request: IssueRequest, options: DriverOptions = {}): Promise<void> {
    const known = (await this.#inventory.all(options.signal)).get(request.names[0]);
    await (known?.driver ?? this.#newDriver()).check(request, options);
  }

  /** @throws AcmeError `NOT_DUE` unless forced, `UNKNOWN_CERTIFICATE` and others */
  async renew(
    name: string,
    { force = false, ...options }: DriverOptions & { readonly force?: boolean } = {},
  ): Promise<Issued> {
    return this.#locked(name as DomainPattern, options.signal, async (signal) => {
      const known = await this.#inventory.one(name, signal);
      const { driver, issued } = known;
      if (driver === undefined || issued === undefined) {
        throw new AcmeError(
          "UNKNOWN_CERTIFICATE",
          driver === undefined
            ? `${name} was put there by hand: issue it to have it renewed`
            : `${name} was never issued: ${known.record.lastError ?? "issue it first"}`,
        );
      }
      if (!force) this.#assertDue(known);
      const request = { names: issued.names, keyType: keyTypeOf(issued) };
      return this.#issueAndDeploy(driver, request, { ...options, signal });
    });
  }

  /** One by one, soonest end first, each with a result; one that fails hides no other. */
  async renewAll({
    force = false,
    onResult,
    ...options
  }: DriverOptions & {
    readonly force?: boolean;
    readonly onResult?: (result: RenewalResult) => void;
  } = {}): Promise<readonly RenewalResult[]> {
    const records = (await this.list(options.signal === undefined ? {} : { signal: options.signal })).filter(
      ({ driver }) => driver,
    );
    const results: RenewalResult[] = [];
    for (const record of records.toSorted((a, b) => endOf(a) - endOf(b))) {
      throwIfAborted(options.signal);
      const result =
        force || isDue(record, this.#clock.now())
          ? await this.#tryRenew(record.name, { force, ...options })
          : notDueResult(record);
      results.push(result);
      onResult?.(result);
    }
    return results;
  }

  /** Out of HAProxy, its folder and the driver's store. One that is begun is brought to its end, also after a crash. */
  async remove(
    name: string,
    { revoke = false, ...options }: DriverOptions & { readonly revoke?: boolean } = {},
  ): Promise<CertificateRecord> {
    return this.#locked(name as DomainPattern, options.signal, async (signal) => {
      // it is in no list, and somebody may try
      await this.#options.deployer.assertNotDefault(name);
      const { record, driver } = await this.#inventory.one(name, signal);
      const { file } = record;
      if (driver === undefined) {
        if (revoke)
          throw new AcmeError("NOT_CONFIGURED", `${name} was put there by hand: we can't revoke it`);
        if (file !== undefined) await this.#options.deployer.remove(file, { signal });
        return record;
      }
      const stem = fileStem(name as DomainPattern);
      const place = file ?? `${stem}.pem`;
      await this.#options.deployer.assertRemovable(place, { signal });
      if (revoke) await driver.revoke(name, { ...options, signal });
      const before = (await this.#states.get(stem)) ?? {};
      await this.#states.put(stem, { ...before, removing: { file: place } });
      try {
        await this.#finishRemoval(name, driver, place, signal);
      } catch (error) {
        if (!AcmeError.isInstance(error)) throw error;
        if (error.code === "DEFAULT_CERTIFICATE") {
          await this.#states.put(stem, before);
          throw error;
        }
        throw new AcmeError(
          error.code,
          `the deletion of ${name} is begun, and is brought to its end by itself: ${error.message}`,
          { cause: error },
        );
      }
      return record;
    });
  }

  /** Asks the CA when it wants certificates renewed, where its last word has grown old (RFC 9773 section 4.3). */
  async refreshRenewalInfo(options: DriverOptions = {}): Promise<void> {
    for (const { driver, issued, record } of (await this.#inventory.all(options.signal)).values()) {
      if (driver === undefined || issued === undefined) continue;
      const stem = fileStem(record.name as DomainPattern);
      const state = (await this.#states.get(stem)) ?? {};
      const { sha256 } = readLeaf(issued.chainPem);
      if (state.window?.sha256 === sha256 && state.window.askAgainAt > this.#clock.now()) continue;
      const info = await driver.renewalInfo(issued, options).catch(() => undefined);
      throwIfAborted(options.signal);
      if (info === undefined) continue;
      const { start, end, askAgainAt } = info;
      await this.#states.put(stem, { ...state, window: { sha256, start, end, askAgainAt } });
    }
  }

  /** Finds where what was issued, the file and what HAProxy serves differ, and cures it. */
  async reconcile(options: { readonly signal?: AbortSignal } = {}): Promise<readonly Reconciled[]> {
    const results: Reconciled[] = [];
    for (const known of (await this.#inventory.all(options.signal)).values()) {
      try {
        const cured = await this.#reconcileOne(known, options.signal);
        if (cured !== undefined) results.push({ name: known.record.name, cured });
      } catch (error) {
        throwIfAborted(options.signal);
        results.push({ name: known.record.name, problem: messageOf(error) });
      }
    }
    return results;
  }

  async #reconcileOne({ record, driver, issued }: Known, signal: AbortSignal | undefined) {
    const { name, file } = record;
    const stem = fileStem(name as DomainPattern);
    const removing = driver === undefined ? undefined : (await this.#states.get(stem))?.removing;
    const { deployer } = this.#options;
    const options = signal === undefined ? {} : { signal };
    if (driver !== undefined && removing !== undefined) {
      await this.#locked(name as DomainPattern, signal, (signal) =>
        this.#finishRemoval(name, driver, removing.file, signal),
      );
      return "deleted" as const;
    }
    if (issued !== undefined && !record.isDeployed && isNewer(issued, record)) {
      await deployer.deploy(`${stem}.pem`, readBundle(issued.chainPem, issued.keyPem), options);
      return "deployed" as const;
    }
    if (record.state === "broken")
      throw new AcmeError("BAD_CERTIFICATE", `${file} is no certificate; a reload of HAProxy would fail`);
    if (file === undefined || record.served !== "no" || record.state === "expired") return undefined;
    const pem = await deployer.folder.read(file);
    if (pem === undefined) return undefined;
    await deployer.deploy(file, readBundle(pem), options);
    return "served" as const;
  }

  async #issueAndDeploy(driver: AcmeDriver, request: IssueRequest, options: DriverOptions): Promise<Issued> {
    const [name] = request.names;
    const issued = await this.#remember(name, () => driver.issue(request, options));
    options.onProgress?.({ step: "deploy", message: `Bringing the certificate of ${name} into HAProxy` });
    const bundle = readBundle(issued.chainPem, issued.keyPem);
    const deployment = await this.#options.deployer
      .deploy(`${fileStem(name)}.pem`, bundle, options.signal === undefined ? {} : { signal: options.signal })
      .catch((error) => {
        throw deploymentError(name, error);
      });
    return { record: (await this.#inventory.one(name, options.signal)).record, deployment };
  }

  /** Notes a failure, so that the next try is not too soon, and forgets all of it after a success. */
  async #remember(name: DomainPattern, issue: () => Promise<IssuedCertificate>): Promise<IssuedCertificate> {
    const stem = fileStem(name);
    const before = (await this.#states.get(stem)) ?? {};
    if (before.retryAt !== undefined && before.retryAt > this.#clock.now()) {
      const when = before.retryAt.toISOString();
      throw new AcmeError(
        "RATE_LIMITED",
        `the CA wants to be left alone until ${when}: ${before.lastError}`,
        {
          retryAt: before.retryAt,
        },
      );
    }
    try {
      const issued = await issue();
      await this.#states.put(stem, {});
      return issued;
    } catch (error) {
      if (AcmeError.isInstance(error) && !["ABORTED", "BUSY"].includes(error.code)) {
        const { retryAt: _, ...rest } = before;
        await this.#states.put(stem, {
          ...rest,
          failures: (before.failures ?? 0) + 1,
          lastFailureAt: this.#clock.now(),
          lastError: error.message,
          ...(error.retryAt && { retryAt: error.retryAt }),
        });
      }
      throw error;
    }
  }

  async #tryRenew(
    name: string,
    options: DriverOptions & { readonly force: boolean },
  ): Promise<RenewalResult> {
    try {
      return { name, result: "renewed", deployment: (await this.renew(name, options)).deployment };
    } catch (error) {
      throwIfAborted(options.signal);
      if (!AcmeError.isInstance(error) || error.code !== "NOT_DUE") return { name, result: "failed", error };
      return {
        name,
        result: "skipped",
        why: error.message,
        ...(error.retryAt && { renewAt: error.retryAt }),
      };
    }
  }

  async #finishRemoval(name: string, driver: AcmeDriver, file: string, signal: AbortSignal): Promise<void> {
    await this.#options.deployer.remove(file, { signal });
    await driver.remove(name);
    await this.#states.remove(fileStem(name as DomainPattern));
  }

  #assertDue({ record, plan }: Known): void {
    if (plan === undefined || plan.renewAt <= this.#clock.now()) return;
    const why = plan.reason === "backoff" ? ` after ${record.lastError}` : "";
    throw new AcmeError("NOT_DUE", `${record.name} is to be renewed on ${plan.renewAt.toISOString()}${why}`, {
      retryAt: plan.renewAt,
    });
  }

  #newDriver(): AcmeDriver {
    const [driver] = this.#options.drivers;
    if (driver !== undefined) return driver;
    throw new AcmeError("NOT_CONFIGURED", "no ACME client is set up");
  }

  #locked<T>(
    name: DomainPattern,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (/^\.|[/\0]/.test(name))
      throw new AcmeError("UNKNOWN_CERTIFICATE", `there is no certificate called ${name}`);
    const lock = {
      folder: join(this.#options.folder, "locks"),
      name: fileStem(name),
      what: `the certificate of ${name}`,
      signal,
    };
    return withLock(lock, work);
  }
}

function endOf({ details }: CertificateRecord): number {
  return details?.notAfter.getTime() ?? 0;
}

function isDue({ renewAt }: CertificateRecord, now: Date): boolean {
  return renewAt === undefined || renewAt <= now;
}

function notDueResult({ name, renewAt }: CertificateRecord): RenewalResult {
  const why = `${name} is to be renewed on ${renewAt?.toISOString()}`;
  return { name, result: "skipped", why, ...(renewAt && { renewAt }) };
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function keyTypeOf({ chainPem }: IssuedCertificate): KeyType {
  return readLeaf(chainPem).keyType.startsWith("RSA") ? "rsa-2048" : "ec-256";
}

/** One that was put into the folder by hand later is somebody's wish. */
function isNewer({ chainPem }: IssuedCertificate, { details, file }: CertificateRecord): boolean {
  return file === undefined || details === undefined || readLeaf(chainPem).notBefore >= details.notBefore;
}

function deploymentError(name: string, error: unknown): unknown {
  if (!AcmeError.isInstance(error)) return error;
  return new AcmeError(
    error.code,
    `the certificate of ${name} was issued, and is not served yet: ${error.message}`,
    { cause: error },
  );
}
