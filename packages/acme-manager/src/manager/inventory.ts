import { type Clock, messageOf } from "@haproxy-mcp/durable-files";
import { fileStem, nameOfStem } from "../certificate-names.js";
import { DEFAULT_CERTIFICATE_FILE } from "../deploy/certificate-folder.js";
import type { Deployer } from "../deploy/deployer.js";
import { type AcmeDriver, type FailedCertificate, type IssuedCertificate, isIssued } from "../driver.js";
import { AcmeError } from "../errors.js";
import { planRenewal, type RenewalPlan } from "../renewal/plan-renewal.js";
import type { RenewalState } from "../renewal/renewal-state.js";
import { type Leaf, readLeaf } from "../x509/leaf.js";
import type { CertificateDetails, CertificateRecord, CertificateState } from "./certificate-record.js";

const DAY_MS = 86_400_000;

export interface InventorySources {
  readonly drivers: readonly AcmeDriver[];
  readonly deployer: Deployer;
  readonly stateOf: (stem: string) => Promise<RenewalState>;
  readonly clock: Clock;
}

/** A certificate with its driver, file and state. */
export interface Known {
  readonly record: CertificateRecord;
  readonly driver?: AcmeDriver | undefined;
  readonly issued?: IssuedCertificate | undefined;
  readonly plan?: RenewalPlan | undefined;
}

interface Found {
  readonly name: string;
  file?: string | undefined;
  driver?: AcmeDriver | undefined;
  kept?: IssuedCertificate | FailedCertificate | undefined;
}

/** All certificates as the disk and HAProxy have them now; nothing is cached. */
export interface Inventory {
  /** By name. @throws AcmeError `UNREADABLE`, `CANCELLED` */
  all(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Known>>;
  /** @throws AcmeError `CERTIFICATE_NOT_FOUND`, which names the certificates that cover it */
  one(name: string, signal: AbortSignal | undefined): Promise<Known>;
}

export function createInventory({ drivers, deployer, stateOf, clock }: InventorySources): Inventory {
  async function all(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Known>> {
    const found = await findAll();
    const files = [...found.values()].flatMap(({ file }) => file ?? []);
    // HAProxy is queried while the files are read
    const served = askServed(files, signal);
    const [, ...known] = await Promise.all([
      served,
      ...[...found.values()].map((one) => describe(one, served)),
    ]);
    return new Map(known.map((one) => [one.record.name, one]));
  }

  async function one(name: string, signal: AbortSignal | undefined): Promise<Known> {
    const found = await findAll();
    const one = found.get(name);
    if (one !== undefined) {
      return describe(one, askServed(one.file === undefined ? [] : [one.file], signal));
    }
    const others = [...(await all(signal)).values()].filter(({ record }) => record.names.includes(name));
    const hint = others.map(({ record }) => record.name).join(", ");
    throw new AcmeError(
      "CERTIFICATE_NOT_FOUND",
      `no certificate called ${name} found${hint === "" ? "" : `; a certificate that covers it is called ${hint}`}`,
    );
  }

  async function findAll(): Promise<ReadonlyMap<string, Found>> {
    const found = new Map<string, Found>();
    const byStem = new Map<string, Found>();
    // the first driver that has one of a name is the one that renews it
    for (const driver of drivers) {
      for (const [name, kept] of await driver.list()) {
        if (found.has(name)) continue;
        const one = { name, driver, kept };
        found.set(name, one);
        byStem.set(fileStem(name as never), one);
      }
    }
    for (const file of await deployer.folder.files()) {
      if (file === DEFAULT_CERTIFICATE_FILE) continue;
      const stem = file.replace(/\.pem$/, "");
      const one = byStem.get(stem);
      if (one !== undefined && file.endsWith(".pem")) one.file = file;
      else {
        const name = file.endsWith(".pem") ? (nameOfStem(stem) ?? file) : file;
        if (!found.has(name)) found.set(name, { name, file });
      }
    }
    return found;
  }

  /** `undefined` if HAProxy does not respond. */
  async function askServed(
    files: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, string | undefined> | undefined> {
    try {
      return await deployer.served(files, { signal });
    } catch (error) {
      if (signal?.aborted === true) throw new AcmeError("CANCELLED", messageOf(error), { cause: error });
      return undefined;
    }
  }

  async function describe(
    { name, file, driver, kept }: Found,
    asked: Promise<ReadonlyMap<string, string | undefined> | undefined>,
  ): Promise<Known> {
    const issued = kept !== undefined && isIssued(kept) ? kept : undefined;
    // an unreadable one, such as a pipe, does not hide the others
    const pem =
      file === undefined ? undefined : await deployer.folder.read(file).catch((error: AcmeError) => error);
    const inFile = typeof pem === "string" ? leafIn(pem) : undefined;
    const last = leafIn(issued?.chainPem);
    const leaf = inFile ?? last;
    const state = driver === undefined ? {} : await stateOf(fileStem(name as never));
    const plan = last === undefined || issued === undefined ? undefined : planOf(last, issued, state);
    const unreadable = AcmeError.isInstance(pem) ? pem.message : undefined;
    const lastError =
      unreadable ?? state.lastError ?? (kept !== undefined && !isIssued(kept) ? kept.why : undefined);
    const served = await asked;
    const live = file === undefined ? undefined : served?.get(file);
    const record: CertificateRecord = {
      name,
      names: leaf?.names ?? kept?.names ?? [],
      state: stateOfCertificate(leaf, pem !== undefined && inFile === undefined, plan, clock.now()),
      served: served === undefined ? "unknown" : inFile !== undefined && live === inFile.sha1 ? "yes" : "no",
      isDeployed: last === undefined || last.sha256 === inFile?.sha256,
      file,
      details: leaf && detailsOf(leaf, clock.now()),
      driver: driver?.kind,
      renewAt: plan?.renewAt,
      lastError,
    };
    return { record, driver, issued, plan };
  }

  return { all, one };
}

function leafIn(pem: string | undefined): Leaf | undefined {
  try {
    return pem === undefined ? undefined : readLeaf(pem);
  } catch {
    return undefined;
  }
}

function planOf(leaf: Leaf, issued: IssuedCertificate, state: RenewalState): RenewalPlan {
  return planRenewal({
    notBefore: leaf.notBefore,
    notAfter: leaf.notAfter,
    seed: leaf.sha256,
    driverRenewAt: issued.renewAt,
    // one for an earlier certificate does not apply to this one
    window: state.window?.sha256 === leaf.sha256 ? state.window : undefined,
    failures: state.failures,
    lastFailureAt: state.lastFailureAt,
    retryAt: state.retryAt,
  });
}

function stateOfCertificate(
  leaf: Leaf | undefined,
  isBroken: boolean,
  plan: RenewalPlan | undefined,
  now: Date,
): CertificateState {
  if (isBroken) return "broken";
  if (leaf === undefined) return "failed";
  if (leaf.notAfter <= now) return "expired";
  return plan !== undefined && plan.renewAt <= now ? "due" : "valid";
}

function detailsOf(leaf: Leaf, now: Date): CertificateDetails {
  const { notBefore, notAfter, issuer, keyType, serial, sha256, sha1 } = leaf;
  const daysLeft = Math.floor((notAfter.getTime() - now.getTime()) / DAY_MS);
  return { notBefore, notAfter, daysLeft, issuer, keyType, serial, sha256, sha1 };
}
