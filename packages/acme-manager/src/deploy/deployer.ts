import { join } from "node:path";
import { type Clock, messageOf, systemClock } from "@haproxy-mcp/durable-files";
import { type ExecuteOptions, RuntimeApiError, type SslCert } from "@haproxy-mcp/runtime-api-client";
import { withLock } from "../disk.js";
import { AcmeError } from "../errors.js";
import { assertUsable, type CertificateBundle } from "../x509/certificate-bundle.js";
import type { Leaf } from "../x509/leaf.js";
import type { CertificateFolder } from "./certificate-folder.js";
import { type ClientView, otherIn, viewOf } from "./client-view.js";
import { type CrtList, filesIn, findCrtList } from "./crt-list.js";
import type { DeployerOptions, Deployment } from "./deployment.js";
import { assertFirst, type Claim, claimOf, claimsOf, unclearFiles } from "./name-conflicts.js";
import { createRuntimeCertificates, type RuntimeCertificates } from "./runtime-certificate.js";

const LOCK_WAIT_MS = 15_000;

/** A deployment in progress. */
interface Change {
  readonly file: string;
  readonly list: CrtList;
  readonly bundle: CertificateBundle;
  /** What the file contained before. */
  readonly text: string | undefined;
  /** That was the same certificate: the file is left alone. */
  readonly isInPlace: boolean;
  /** HAProxy serves another file for a name of this one, unless it loads both again. */
  readonly mustReload: boolean;
  /** What clients got before. */
  readonly seen: ClientView;
}

/** Makes what deploys certificates into one running HAProxy, over its Runtime API or by a reload. */
export function createDeployer(options: DeployerOptions): Deployer {
  return new Deployer(options);
}

/** Deploys certificates into a running HAProxy: the file first, so that a reload at any moment serves it. */
export class Deployer {
  readonly folder: CertificateFolder;
  readonly #options: DeployerOptions;
  readonly #certificates: RuntimeCertificates;
  readonly #clock: Clock;

  constructor(options: DeployerOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.#clock = options.clock ?? systemClock;
    this.#certificates = createRuntimeCertificates(options.runtime, this.#clock);
  }

  /**
   * Writes the file, makes HAProxy serve it, and verifies it. After an error both HAProxy and the file are as they were,
   * unless the error says otherwise. A file that has what is to be served is not written.
   *
   * @throws AcmeError `BAD_CERTIFICATE`, `NAME_CONFLICT`, `LOCKED`, `TRANSACTION_OPEN`, `DEPLOY_FAILED`, `NOT_CONFIGURED`, `UNREADABLE`,
   *   `UNWRITABLE`, `OUTCOME_UNKNOWN`, `CANCELLED`
   */
  async deploy(file: string, bundle: CertificateBundle, options: ExecuteOptions): Promise<Deployment> {
    assertUsable(bundle, [], this.#clock.now());
    return this.#locked(options, async (signal) => {
      const [text, list, seen] = await Promise.all([
        this.folder.read(file),
        this.#crtList({ signal }),
        viewOf(this.#options.tls, bundle.leaf, signal),
        this.folder.removeLeftovers(),
      ]);
      const mustReload = await this.#assertFirst(list, claimOf(file, bundle.leaf), { signal });
      const isInPlace = text === bundle.pem || (await this.#holds(file, text, bundle));
      const change: Change = { file, list, bundle, text, isInPlace, mustReload, seen };
      const isHeld = isInPlace && (await this.#serves(list, file, bundle.leaf, { signal }));
      const isSeen = otherIn(seen, () => bundle.leaf.sha256) === undefined;
      if (isHeld && (isSeen || !mustReload)) {
        return { file, method: "unchanged", reloads: 0, handshake: this.#verified(seen, bundle.leaf) };
      }
      if (!isInPlace) await this.folder.write(file, bundle.pem);
      try {
        return await this.#serve(change, signal);
      } catch (error) {
        throw await this.#undo(change, error);
      }
    });
  }

  /**
   * Whether {@link deploy} of a file for these names would start: HAProxy responds, and serves no other file for them first.
   *
   * @throws AcmeError `NAME_CONFLICT`, `DEPLOY_FAILED`, `NOT_CONFIGURED`, `UNREADABLE`
   */
  async assertDeployable(claim: Claim, options: ExecuteOptions): Promise<void> {
    await this.#assertFirst(await this.#crtList(options), claim, options);
  }

  /**
   * Removes a certificate from HAProxy, then its file.
   *
   * @throws AcmeError `DEFAULT_CERTIFICATE`, `DEPLOY_FAILED` and others as {@link deploy}
   */
  async remove(file: string, options: ExecuteOptions): Promise<void> {
    await this.#locked(options, async (signal) => {
      await this.assertNotDefault(file);
      const list = await this.#crtList({ signal });
      await this.#certificates.remove(list, join(list.path, file), { signal }).catch((error) => {
        throw this.#failure(error);
      });
      await this.folder.remove(file);
    });
  }

  /**
   * Whether {@link remove} would start: it is not the default certificate, and HAProxy responds.
   *
   * @throws AcmeError `DEFAULT_CERTIFICATE`, `DEPLOY_FAILED`, `NOT_CONFIGURED`
   */
  async assertRemovable(file: string, options: ExecuteOptions): Promise<void> {
    await this.assertNotDefault(file);
    await this.#crtList(options);
  }

  /** @throws AcmeError `DEFAULT_CERTIFICATE` for the first file of the folder */
  async assertNotDefault(file: string): Promise<void> {
    const first = (await this.folder.files()).find(({ isIgnored }) => !isIgnored);
    if (first?.file !== file) return;
    throw new AcmeError(
      "DEFAULT_CERTIFICATE",
      `${file} is the first of its folder: HAProxy serves it when no other certificate matches`,
    );
  }

  /**
   * What HAProxy serves from the folder, by file; `undefined` for one that the Runtime API can't name.
   *
   * @throws AcmeError `NOT_CONFIGURED`, RuntimeApiError
   */
  async held(options: ExecuteOptions): Promise<ReadonlyMap<string, SslCert | undefined>> {
    const list = await this.#list(options);
    return this.#certificates.shown(list, filesIn(list), options);
  }

  /** What clients get for a certificate's names, as far as there is a TLS address. */
  viewOf(leaf: Pick<Leaf, "names" | "keyType">, { signal }: ExecuteOptions): Promise<ClientView> {
    return viewOf(this.#options.tls, leaf, signal);
  }

  /** @returns whether only a reload makes HAProxy serve it */
  async #assertFirst(list: CrtList, claim: Claim, options: ExecuteOptions): Promise<boolean> {
    const files = await this.folder.files(claim.file);
    const loaded = filesIn(list);
    const unclear = unclearFiles(files, loaded).filter((file) => file !== claim.file);
    const held = await this.#certificates.shown(list, unclear, options).catch((error) => {
      throw this.#failure(error);
    });
    const canReload = this.#options.reload !== undefined;
    return assertFirst(claim, { others: claimsOf(files, held), loaded, canReload });
  }

  /** Whether a file has the same certificate, written in another way. Reading its key takes a millisecond. */
  async #holds(file: string, text: string | undefined, { pem, leaf }: CertificateBundle): Promise<boolean> {
    const body = leaf.x509.raw.toString("base64");
    if (text?.replaceAll(/\s/g, "").includes(body) !== true) return false;
    const bundle = await this.folder.readBundle(file).catch(() => undefined);
    return bundle?.pem === pem;
  }

  async #serve(change: Change, signal: AbortSignal): Promise<Deployment> {
    const { file, list, bundle, mustReload } = change;
    let method: Deployment["method"] = mustReload ? "reload" : "runtime";
    if (mustReload) await this.#reload(signal);
    else {
      try {
        await this.#certificates.put(list, wantedOf(list, file, bundle), { signal });
      } catch (error) {
        if (!(await this.#serves(list, file, bundle.leaf, { signal }).catch(() => false))) {
          await this.#reloadInstead(error, signal);
          method = "reload";
        }
      }
    }
    const view = await viewOf(this.#options.tls, bundle.leaf, signal);
    const handshake = this.#verified(view, bundle.leaf, change.seen);
    return { file, method, reloads: method === "reload" ? 1 : 0, handshake };
  }

  async #reloadInstead(error: unknown, signal: AbortSignal): Promise<void> {
    const canReload =
      RuntimeApiError.isInstance(error) && !["CANCELLED", "CONNECT_FAILED"].includes(error.code);
    if (!canReload || this.#options.reload === undefined) throw this.#failure(error);
    await this.#reload(signal).catch((cause) => {
      const message = `${messageOf(error)}; the reload failed too: ${messageOf(cause)}`;
      throw new AcmeError("DEPLOY_FAILED", message, { cause });
    });
  }

  async #reload(signal: AbortSignal): Promise<void> {
    try {
      await this.#options.reload?.(signal);
    } catch (cause) {
      if (AcmeError.isInstance(cause)) throw cause;
      throw new AcmeError("DEPLOY_FAILED", `the reload failed: ${messageOf(cause)}`, { cause });
    }
  }

  async #serves(list: CrtList, file: string, leaf: Leaf, options: ExecuteOptions): Promise<boolean> {
    const held = await this.#certificates.shown(list, [file], options);
    return held.get(file)?.sha1Fingerprint === leaf.sha1;
  }

  /** @param seen what clients got before: where that is another file's, from outside the folder, it stays so */
  #verified(view: ClientView, leaf: Leaf, seen: ClientView = new Map()): Deployment["handshake"] {
    if (view.size === 0) return "not-asked";
    const isServed = [...view.values()].includes(leaf.sha256);
    const isAsBefore = (host: string) => isServed && view.get(host) === seen.get(host);
    const other = otherIn(view, (host) => (isAsBefore(host) ? undefined : leaf.sha256));
    if (other === undefined) return [...view.values()].includes(undefined) ? "unreachable" : "verified";
    throw new AcmeError(
      "DEPLOY_FAILED",
      `HAProxy accepted the certificate, but serves another one for ${other}, from outside ${this.folder.path}: another "crt" of its bind line has that name too`,
    );
  }

  /** Restores the file, then what HAProxy serves, and verifies that clients get what they got before. */
  async #undo(change: Change, error: unknown): Promise<unknown> {
    const reason = this.#failure(error);
    const { file, text, isInPlace } = change;
    try {
      if (!isInPlace && text === undefined) await this.folder.remove(file);
      else if (!isInPlace && text !== undefined) await this.folder.write(file, text);
      await this.#restore(change);
      return reason;
    } catch (rollbackError) {
      return new AcmeError(
        "OUTCOME_UNKNOWN",
        `${messageOf(reason)}; and the rollback failed: ${messageOf(rollbackError)}`,
        { cause: reason },
      );
    }
  }

  async #restore(change: Change): Promise<void> {
    const { file, list, bundle, text, mustReload, seen } = change;
    const { tls, reload } = this.#options;
    const changed = async () => otherIn(await viewOf(tls, bundle.leaf, undefined), (host) => seen.get(host));
    if (!mustReload) await this.#restoreRunning(file, list, text);
    const isNew = mustReload && (await this.#serves(list, file, bundle.leaf, {}));
    // what was changed at run time comes last, which a reload corrects
    if (isNew || (await changed()) !== undefined) await reload?.(new AbortController().signal);
    const other = await changed();
    if (other === undefined) return;
    throw new AcmeError("DEPLOY_FAILED", `clients get another certificate for ${other} than before`);
  }

  async #restoreRunning(file: string, list: CrtList, text: string | undefined): Promise<void> {
    if (text === undefined) return this.#certificates.remove(await this.#list({}), join(list.path, file), {});
    const bundle = await this.folder.readBundle(file);
    if (bundle === undefined || (await this.#serves(list, file, bundle.leaf, {}))) return;
    await this.#certificates.put(list, wantedOf(list, file, bundle), {});
  }

  #list(options: ExecuteOptions): Promise<CrtList> {
    const { runtime, crtList } = this.#options;
    return findCrtList(runtime, { certsDir: this.folder.path, crtList }, options);
  }

  async #crtList(options: ExecuteOptions): Promise<CrtList> {
    return this.#list(options).catch((error) => {
      throw this.#failure(error);
    });
  }

  #failure(error: unknown): unknown {
    if (!RuntimeApiError.isInstance(error)) return error;
    if (error.code === "CANCELLED")
      return new AcmeError("CANCELLED", "cancelled by the caller", { cause: error });
    return new AcmeError("DEPLOY_FAILED", error.message, { cause: error });
  }

  #locked<T>({ signal }: ExecuteOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return withLock(
      {
        folder: this.#options.lockFolder,
        name: "haproxy-certificates",
        what: "HAProxy's certificates",
        waitMs: LOCK_WAIT_MS,
        signal,
      },
      work,
    );
  }
}

function wantedOf(list: CrtList, file: string, { pem, leaf }: CertificateBundle) {
  return { file: join(list.path, file), pem, sha1: leaf.sha1 };
}
