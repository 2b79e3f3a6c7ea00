import type { Clock } from "@haproxy-mcp/durable-files";
import {
  abortSslCert,
  addSslCrtList,
  CommandRejectedError,
  type CommandResult,
  commitSslCert,
  delSslCert,
  delSslCrtList,
  type ExecuteOptions,
  newSslCert,
  type RuntimeApiClient,
  type SslCert,
  setSslCert,
  showSslCert,
  showSslCerts,
  unwrap,
} from "@haproxy-mcp/runtime-api-client";
import { AcmeError, sleep } from "../errors.js";
import type { CrtList } from "./crt-list.js";

const POLL_MS = 100;
const TRANSACTION_WAIT_MS = 3_000;

/** What HAProxy is to serve. */
export interface Wanted {
  /** As HAProxy names the file. */
  readonly file: string;
  readonly pem: string;
  /** Of the leaf, upper case hexadecimal with no colons. */
  readonly sha1: string;
}

/**
 * Certificates of a running HAProxy (management.txt section 9.3). Its one transaction for all certificates is used under the lock
 * of whoever calls; only people with a socket of their own can come between.
 */
export class RuntimeCertificates {
  readonly #runtime: RuntimeApiClient;
  readonly #clock: Clock;

  constructor(runtime: RuntimeApiClient, clock: Clock) {
    this.#runtime = runtime;
    this.#clock = clock;
  }

  /**
   * Makes HAProxy serve it, in place of what it has under that name, and reads it back.
   *
   * @throws AcmeError `TRANSACTION_OPEN` while somebody else's transaction is open; RuntimeApiError. HAProxy may serve the old one, or the
   *   new one after an unknown outcome
   */
  async put(list: CrtList, wanted: Wanted, options: ExecuteOptions): Promise<void> {
    const { file } = wanted;
    const files = await this.#clearTransaction(wanted, options);
    if (!files.includes(file)) await this.#runtime.execute(newSslCert(file), options);
    try {
      await this.#commit(list, wanted, options);
    } catch (error) {
      // else the next one finds it open; it is ours, for nobody's was before
      await this.#runtime.execute(abortSslCert(file)).catch(() => {});
      throw error;
    }
  }

  async #commit(list: CrtList, { file, pem, sha1 }: Wanted, options: ExecuteOptions): Promise<void> {
    const [set, pending] = await this.#runtime.batch(
      [setSslCert(file, pem), showSslCert(file, { uncommitted: true })],
      options,
    );
    await this.#assertSet(file, set);
    if (unwrap(pending).sha1Fingerprint !== sha1) {
      throw new AcmeError(
        "TRANSACTION_OPEN",
        "somebody else changed HAProxy's certificates at the same time",
      );
    }
    const serve = list.files.has(file) ? [] : [addSslCrtList(list.path, { file })];
    const results = await this.#runtime.batch([commitSslCert(file), ...serve, showSslCert(file)], options);
    for (const result of results) unwrap(result as CommandResult<unknown>);
    const now = unwrap(results.at(-1) as CommandResult<SslCert>);
    if (now.sha1Fingerprint !== sha1 || !now.used) {
      throw new AcmeError("DEPLOY_FAILED", `HAProxy took ${file}, and has something else there`);
    }
  }

  /**
   * Takes it away: no bind line serves it, and HAProxy holds it no more. Does nothing where that is so.
   *
   * @throws AcmeError `DEFAULT_CERTIFICATE`, RuntimeApiError
   */
  async remove(list: CrtList, file: string, options: ExecuteOptions): Promise<void> {
    const { files } = await this.#runtime.execute(showSslCerts(), options);
    const commands = [
      ...(list.files.has(file) ? [delSslCrtList(list.path, { file })] : []),
      ...(files.includes(file) ? [delSslCert(file)] : []),
    ];
    for (const result of await this.#runtime.batch(commands, options)) {
      if (result.ok) continue;
      const { error } = result;
      if (!CommandRejectedError.isInstance(error) || !/used as default certificate/.test(error.reason))
        throw error;
      const why = `HAProxy serves ${file} where nothing else fits, and can't do without it`;
      throw new AcmeError("DEFAULT_CERTIFICATE", why, { cause: error });
    }
    const { files: left } = await this.#runtime.execute(showSslCerts(), options);
    if (left.includes(file)) throw new AcmeError("DEPLOY_FAILED", `HAProxy still holds ${file}`);
  }

  /** What HAProxy serves, by file; `undefined` for one that it does not hold, or that no bind line uses. */
  async fingerprints(
    files: readonly string[],
    options: ExecuteOptions,
  ): Promise<ReadonlyMap<string, string | undefined>> {
    const shown = await this.#runtime.batch(
      files.map((file) => showSslCert(file)),
      options,
    );
    return new Map(
      files.map((file, i) => {
        const result = shown[i] as CommandResult<SslCert>;
        if (!result.ok && result.error.code !== "REJECTED") throw result.error;
        return [file, result.ok && result.value.used ? result.value.sha1Fingerprint : undefined];
      }),
    );
  }

  /**
   * A transaction that is open for what we want anyhow was left by one of us who was killed: its file was written first.
   *
   * @returns the files that HAProxy holds
   * @throws AcmeError `TRANSACTION_OPEN` for anybody else's that stays open
   */
  async #clearTransaction({ file, sha1 }: Wanted, options: ExecuteOptions): Promise<readonly string[]> {
    const deadlineMs = this.#clock.now().getTime() + TRANSACTION_WAIT_MS;
    for (;;) {
      const { files, uncommitted } = await this.#runtime.execute(showSslCerts(), options);
      const [other] = uncommitted;
      if (other === undefined) return files;
      if (other === file) {
        const pending = await this.#runtime.execute(showSslCert(file, { uncommitted: true }), options);
        if (pending.sha1Fingerprint === sha1) {
          await this.#runtime.execute(abortSslCert(file), options);
          return files;
        }
      }
      if (this.#clock.now().getTime() >= deadlineMs) {
        throw new AcmeError(
          "TRANSACTION_OPEN",
          `somebody else is setting ${other} in HAProxy and has not committed it; "abort ssl cert ${other}" on its socket ends that`,
        );
      }
      await sleep(this.#clock, POLL_MS, options.signal);
    }
  }

  /** Before 3.0 HAProxy puts it into any transaction that is open, which then nobody may commit. */
  async #assertSet(file: string, result: CommandResult<void>): Promise<void> {
    if (result.ok) return;
    if (result.error.code !== "MALFORMED_REPLY") throw result.error;
    const { uncommitted } = await this.#runtime.execute(showSslCerts());
    const others = uncommitted.filter((other) => other !== file);
    if (others.length === 0) throw result.error;
    for (const other of others) await this.#runtime.execute(abortSslCert(other));
    throw new AcmeError(
      "TRANSACTION_OPEN",
      `somebody else was setting ${others.join(", ")} in HAProxy at the same time; both have to be set again`,
      { cause: result.error },
    );
  }
}
