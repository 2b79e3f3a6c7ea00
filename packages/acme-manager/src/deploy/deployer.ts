import { join } from "node:path";
import { type Clock, messageOf, systemClock } from "@haproxy-mcp/durable-files";
import { type ExecuteOptions, type RuntimeApiClient, RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import { withLock } from "../disk.js";
import { AcmeError } from "../errors.js";
import { assertUsable, type CertificateBundle, readBundle } from "../x509/certificate-bundle.js";
import type { CertificateFolder } from "./certificate-folder.js";
import { type CrtList, findCrtList } from "./crt-list.js";
import { probeName, servedFingerprint, type TlsAddress } from "./handshake.js";
import { createRuntimeCertificates, type RuntimeCertificates } from "./runtime-certificate.js";

const LOCK_WAIT_MS = 15_000;

export interface DeployerOptions {
  readonly folder: CertificateFolder;
  readonly runtime: RuntimeApiClient;
  /** Holds the lock shared by everything that deploys into this HAProxy. */
  readonly lockFolder: string;
  /** HAProxy's path of the folder, if it cannot be guessed. */
  readonly crtList?: string | undefined;
  /** Where HAProxy accepts TLS, to verify what it serves. */
  readonly tls?: TlsAddress | undefined;
  /** Checks HAProxy's configuration and reloads it, for what the Runtime API does not accept. */
  readonly reload?: ((signal: AbortSignal) => Promise<void>) | undefined;
  readonly clock?: Clock | undefined;
}

/** How a certificate was deployed. */
export interface Deployment {
  /** In the folder. */
  readonly file: string;
  /** `unchanged`: HAProxy served it already. */
  readonly method: "runtime" | "reload" | "unchanged";
  readonly reloads: 0 | 1;
  /** Whether a TLS handshake returned it; `unreachable` if the handshake failed. */
  readonly handshake: "verified" | "unreachable" | "not-asked";
}

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
   * unless the error says otherwise.
   *
   * @throws AcmeError `BAD_CERTIFICATE`, `LOCKED`, `TRANSACTION_OPEN`, `DEPLOY_FAILED`, `NOT_CONFIGURED`, `UNWRITABLE`, `OUTCOME_UNKNOWN`, `CANCELLED`
   */
  async deploy(file: string, bundle: CertificateBundle, options: ExecuteOptions): Promise<Deployment> {
    assertUsable(bundle, [], this.#clock.now());
    return this.#locked(options, async (signal) => {
      const [before, list] = await Promise.all([
        this.folder.read(file),
        this.#crtList({ signal }),
        this.folder.removeLeftovers(),
      ]);
      if (before === bundle.pem && (await this.#serves(list, file, bundle, { signal }))) {
        return {
          file,
          method: "unchanged",
          reloads: 0,
          handshake: await this.#handshake(bundle, signal),
        };
      }
      await this.folder.write(file, bundle.pem);
      try {
        return await this.#serve(file, list, bundle, signal);
      } catch (error) {
        throw await this.#undo(file, before, list, error);
      }
    });
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
    const [first] = await this.folder.files();
    if (first !== file) return;
    throw new AcmeError(
      "DEFAULT_CERTIFICATE",
      `${file} is the first of its folder: HAProxy serves it when no other certificate matches`,
    );
  }

  /** Fingerprints (SHA-1) of what HAProxy serves, by file of the folder. @throws AcmeError `NOT_CONFIGURED`, RuntimeApiError */
  async served(
    files: readonly string[],
    options: ExecuteOptions,
  ): Promise<ReadonlyMap<string, string | undefined>> {
    const list = await this.#list(options);
    const names = files.map((file) => join(list.path, file));
    const fingerprints = await this.#certificates.fingerprints(names, options);
    return new Map(files.map((file, i) => [file, fingerprints.get(names[i] ?? "")]));
  }

  async #serve(
    file: string,
    list: CrtList,
    bundle: CertificateBundle,
    signal: AbortSignal,
  ): Promise<Deployment> {
    const wanted = { file: join(list.path, file), pem: bundle.pem, sha1: bundle.leaf.sha1 };
    let method: Deployment["method"] = "runtime";
    try {
      await this.#certificates.put(list, wanted, { signal });
    } catch (error) {
      if (!(await this.#serves(list, file, bundle, { signal }).catch(() => false))) {
        await this.#reloadInstead(error, signal);
        method = "reload";
      }
    }
    return {
      file,
      method,
      reloads: method === "reload" ? 1 : 0,
      handshake: await this.#handshake(bundle, signal),
    };
  }

  async #reloadInstead(error: unknown, signal: AbortSignal): Promise<void> {
    const { reload } = this.#options;
    const canReload =
      RuntimeApiError.isInstance(error) && !["CANCELLED", "CONNECT_FAILED"].includes(error.code);
    if (!canReload || reload === undefined) throw this.#failure(error);
    try {
      await reload(signal);
    } catch (cause) {
      throw new AcmeError(
        "DEPLOY_FAILED",
        `${messageOf(error)}; the reload failed too: ${messageOf(cause)}`,
        {
          cause,
        },
      );
    }
  }

  async #serves(
    list: CrtList,
    file: string,
    { leaf }: CertificateBundle,
    options: ExecuteOptions,
  ): Promise<boolean> {
    const path = join(list.path, file);
    return (await this.#certificates.fingerprints([path], options)).get(path) === leaf.sha1;
  }

  async #handshake({ leaf }: CertificateBundle, signal: AbortSignal): Promise<Deployment["handshake"]> {
    const { tls } = this.#options;
    const [name] = leaf.names;
    if (tls === undefined || name === undefined) return "not-asked";
    const served = await servedFingerprint(tls, probeName(name), signal);
    if (served === undefined) return "unreachable";
    if (served === leaf.sha256) return "verified";
    throw new AcmeError(
      "DEPLOY_FAILED",
      `HAProxy accepted the certificate, but serves another one for ${probeName(name)}: another file in ${this.folder.path} has that name too`,
    );
  }

  /** Restores the file, then what HAProxy serves. */
  async #undo(file: string, before: string | undefined, list: CrtList, error: unknown): Promise<unknown> {
    const reason = this.#failure(error);
    try {
      if (before === undefined) await this.folder.remove(file);
      else await this.folder.write(file, before);
      await this.#restore(file, before, list);
      return reason;
    } catch (rollbackError) {
      return new AcmeError(
        "OUTCOME_UNKNOWN",
        `${messageOf(reason)}; and the rollback failed: ${messageOf(rollbackError)}`,
        {
          cause: reason,
        },
      );
    }
  }

  async #restore(file: string, before: string | undefined, list: CrtList): Promise<void> {
    const path = join(list.path, file);
    if (before === undefined) {
      const now = await this.#list({});
      return this.#certificates.remove(now, path, {});
    }
    const bundle = readBundle(before);
    if (await this.#serves(list, file, bundle, {})) return;
    await this.#certificates.put(list, { file: path, pem: bundle.pem, sha1: bundle.leaf.sha1 }, {});
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
