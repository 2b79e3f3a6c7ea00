import { type Clock, messageOf } from "@haproxy-mcp/durable-files";
import type { SslCert } from "@haproxy-mcp/runtime-api-client";
import { covers, fileStem } from "../certificate-names.js";
import { otherIn } from "../deploy/client-view.js";
import type { Deployer } from "../deploy/deployer.js";
import { conflictsOf, type NameConflict, namesOf } from "../deploy/name-conflicts.js";
import { type AcmeDriver, type IssuedCertificate, isIssued } from "../driver.js";
import { AcmeError } from "../errors.js";
import { planRenewal, type RenewalPlan } from "../renewal/plan-renewal.js";
import type { RenewalState } from "../renewal/renewal-state.js";
import { type Leaf, readLeaf } from "../x509/leaf.js";
import { type CertificateRecord, detailsOf, heldDetails, stateOf } from "./certificate-record.js";
import { type Found, findCertificates } from "./find-certificates.js";

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

/** All certificates as the disk and HAProxy have them now; nothing is cached. */
export interface Inventory {
  /** By name. @throws AcmeError `UNREADABLE`, `CANCELLED` */
  all(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Known>>;
  /**
   * By its name, or that of its file where no driver issued it; with what clients get for each of its names.
   *
   * @throws AcmeError `CERTIFICATE_NOT_FOUND`, which names the certificates that cover it
   */
  one(name: string, signal: AbortSignal | undefined): Promise<Known>;
}

type Held = ReadonlyMap<string, SslCert | undefined>;

export function createInventory({
  drivers,
  deployer,
  stateOf: renewalStateOf,
  clock,
}: InventorySources): Inventory {
  async function all(signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Known>> {
    const [files, held] = await Promise.all([deployer.folder.files(), askHeld(signal)]);
    const conflicts = conflictsOf(files, held);
    const found = await findCertificates(drivers, files, held ?? new Map());
    const known = await Promise.all(
      found.map((one) => describe(one, held, conflicts.get(one.file ?? "") ?? [], signal)),
    );
    return new Map(known.map((one) => [one.record.name, one]));
  }

  async function one(name: string, signal: AbortSignal | undefined): Promise<Known> {
    const known = await all(signal);
    const isFile = ({ record, driver }: Known) => driver === undefined && record.file === name;
    const found = known.get(name) ?? [...known.values()].find(isFile);
    if (found !== undefined) return { ...found, record: await seenByClients(found.record, signal) };
    const others = [...known.values()].filter(
      ({ record }) => record.file === name || covers(record.names, name),
    );
    const hint = others.map(({ record }) => record.name).join(", ");
    throw new AcmeError(
      "CERTIFICATE_NOT_FOUND",
      `no certificate called ${name} found${hint === "" ? "" : `; the certificate for it is called ${hint}`}`,
    );
  }

  /** `undefined` if HAProxy does not respond. */
  async function askHeld(signal: AbortSignal | undefined): Promise<Held | undefined> {
    try {
      return await deployer.held({ signal });
    } catch (error) {
      if (signal?.aborted === true) throw new AcmeError("CANCELLED", messageOf(error), { cause: error });
      return undefined;
    }
  }

  async function describe(
    { name, file, onDisk, driver, kept }: Found,
    held: Held | undefined,
    conflicts: readonly NameConflict[],
    signal: AbortSignal | undefined,
  ): Promise<Known> {
    const now = clock.now();
    const live = held?.get(file ?? "");
    const issued = kept !== undefined && isIssued(kept) ? kept : undefined;
    const last = leafIn(issued?.chainPem);
    const inFile = onDisk?.leaf;
    const leaf = inFile ?? last;
    const shown = onDisk === undefined || inFile === undefined ? live : undefined;
    const details = leaf === undefined ? heldDetails(shown, now) : detailsOf(leaf, now);
    // a record that can't be read does not hide the others
    const state: RenewalState =
      driver === undefined
        ? {}
        : await renewalStateOf(fileStem(name as never)).catch((error) => ({ lastError: messageOf(error) }));
    const plan = planOf(last ?? inFile, issued, state);
    const isLive = live !== undefined && live.sha1Fingerprint === inFile?.sha1;
    const isMissing = file !== undefined && onDisk === undefined;
    const broken = onDisk?.broken ?? (isLive ? undefined : onDisk?.doubtful);
    const record: CertificateRecord = {
      name,
      file,
      names: leaf?.names ?? (shown && namesOf(shown)) ?? kept?.names ?? [],
      state:
        (onDisk?.unreadable === undefined ? undefined : "unreadable") ??
        (broken === undefined ? undefined : "broken") ??
        (isMissing ? "missing" : stateOf(details, plan, now)),
      details,
      driver: driver?.kind,
      notRenewable: kept !== undefined && isIssued(kept) ? kept.notRenewable : undefined,
      renewAt: plan?.renewAt,
      lastError:
        onDisk?.unreadable ??
        broken ??
        (isMissing ? "its file is missing: HAProxy serves it until its next reload" : undefined) ??
        state.lastError ??
        (kept !== undefined && !isIssued(kept) ? kept.why : kept?.notRenewable),
      served: servedOf(),
      isDeployed: last === undefined || last.sha256 === inFile?.sha256,
      conflicts,
    };
    return { record: await withWinner(record, signal), driver, issued, plan };

    function servedOf(): CertificateRecord["served"] {
      if (held === undefined || (file !== undefined && held.has(file) && live === undefined))
        return "unknown";
      if (isMissing) return "yes";
      if (onDisk?.unreadable !== undefined) return live === undefined ? "no" : "unknown";
      return isLive ? "yes" : "no";
    }
  }

  /** Which of several files for a name HAProxy serves is known to clients only. */
  async function withWinner(record: CertificateRecord, signal: AbortSignal | undefined) {
    const [conflict] = record.conflicts;
    if (record.served !== "yes" || conflict === undefined || record.details === undefined) return record;
    const { sha256, keyType } = record.details;
    const view = await deployer.viewOf({ names: conflict.names.slice(0, 1), keyType }, { signal });
    const [seen] = view.values();
    if (seen === undefined || sha256 === undefined) return { ...record, served: "unknown" as const };
    return seen === sha256 ? record : { ...record, served: "no" as const };
  }

  async function seenByClients(record: CertificateRecord, signal: AbortSignal | undefined) {
    const { names, details, served } = record;
    if (served !== "yes" || details?.sha256 === undefined) return record;
    const view = await deployer.viewOf({ names, keyType: details.keyType }, { signal });
    const other = otherIn(view, () => details.sha256);
    if (other === undefined) return record;
    const lastError = record.lastError ?? `clients get another certificate for ${other}`;
    return { ...record, served: "no" as const, lastError };
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

/** Also for one deployed by hand: when it should be replaced. */
function planOf(
  leaf: Leaf | undefined,
  issued: IssuedCertificate | undefined,
  state: RenewalState,
): RenewalPlan | undefined {
  if (leaf === undefined) return undefined;
  return planRenewal({
    notBefore: leaf.notBefore,
    notAfter: leaf.notAfter,
    seed: leaf.sha256,
    driverRenewAt: issued?.renewAt,
    // one for an earlier certificate does not apply to this one
    window: state.window?.sha256 === leaf.sha256 ? state.window : undefined,
    failures: state.failures,
    lastFailureAt: state.lastFailureAt,
    retryAt: state.retryAt,
  });
}
