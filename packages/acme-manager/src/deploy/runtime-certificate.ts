import { join } from "node:path";
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
  unwrapAll,
} from "@haproxy-mcp/runtime-api-client";
import { AcmeError, sleep } from "../errors.js";
import type { CrtList } from "./crt-list.js";

const POLL_MS = 100;
const TRANSACTION_WAIT_MS = 3_000;
const LOCK_POLL_MS = 20;
const LOCK_WAIT_MS = 3_000;

/** What no command can have in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds
const UNNAMEABLE = /[\u0000-\u001f\u007f\uFFFD]|<</;

/** What HAProxy shall serve. */
interface Wanted {
  /** As HAProxy names the file. */
  readonly file: string;
  readonly pem: string;
  /** Of the leaf, upper case hexadecimal with no colons. */
  readonly sha1: string;
}

/**
 * Certificates of a running HAProxy (management.txt section 9.3). Its one transaction for all certificates is used under the lock
 * of the caller; only another client of the socket can interfere.
 */
export interface RuntimeCertificates {
  /**
   * Makes HAProxy serve it, replaces what it has under that name, and reads it back.
   *
   * @throws AcmeError `TRANSACTION_OPEN` while another program's transaction is open; RuntimeApiError. HAProxy may serve the old one,
   *   or the new one after an unknown outcome
   */
  put(list: CrtList, wanted: Wanted, options: ExecuteOptions): Promise<void>;
  /**
   * Removes it: no bind line serves it, and HAProxy no longer holds it. Does nothing if that is so already.
   *
   * @throws AcmeError `DEFAULT_CERTIFICATE`, RuntimeApiError
   */
  remove(list: CrtList, file: string, options: ExecuteOptions): Promise<void>;
  /**
   * What HAProxy serves, by file of the folder; nothing for one that it does not hold, or that no bind line uses, and `undefined` for one
   * whose name no command can have.
   */
  shown(
    list: CrtList,
    files: readonly string[],
    options: ExecuteOptions,
  ): Promise<ReadonlyMap<string, SslCert | undefined>>;
}

export function createRuntimeCertificates(runtime: RuntimeApiClient, clock: Clock): RuntimeCertificates {
  /** HAProxy refuses to read and to change certificates while another connection does. Tries again, for a while. */
  async function unlocked<T>(work: () => Promise<T>, { signal }: ExecuteOptions): Promise<T> {
    const deadlineMs = clock.now().getTime() + LOCK_WAIT_MS;
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isLocked(error) || clock.now().getTime() >= deadlineMs) throw error;
      }
      await sleep(clock, LOCK_POLL_MS, signal);
    }
  }

  async function commit(list: CrtList, { file, pem, sha1 }: Wanted, options: ExecuteOptions): Promise<void> {
    const [set, pending] = await runtime.batch(
      [setSslCert(file, pem), showSslCert(file, { uncommitted: true })],
      options,
    );
    await assertSet(file, set);
    if (unwrap(pending).sha1Fingerprint !== sha1) {
      throw new AcmeError(
        "TRANSACTION_OPEN",
        "another client changed HAProxy's certificates at the same time; retry",
      );
    }
    const serve = list.files.has(file) ? [] : [addSslCrtList(list.path, { file })];
    unwrapAll(await runtime.batch([commitSslCert(file), ...serve], options));
    const now = await unlocked(() => runtime.execute(showSslCert(file), options), options);
    if (now.sha1Fingerprint !== sha1 || !now.used) {
      throw new AcmeError("DEPLOY_FAILED", `HAProxy accepted ${file}, but holds another certificate there`);
    }
  }

  /**
   * An open transaction for the certificate that we deploy anyway was left by a killed process of ours: it wrote the file first.
   *
   * @returns the files that HAProxy holds
   * @throws AcmeError `TRANSACTION_OPEN` for another client's that stays open
   */
  async function clearTransaction(
    { file, sha1 }: Wanted,
    options: ExecuteOptions,
  ): Promise<readonly string[]> {
    const deadlineMs = clock.now().getTime() + TRANSACTION_WAIT_MS;
    for (;;) {
      const { files, uncommitted } = await unlocked(() => runtime.execute(showSslCerts(), options), options);
      const [other] = uncommitted;
      if (other === undefined) return files;
      if (other === file) {
        const pending = await runtime.execute(showSslCert(file, { uncommitted: true }), options);
        if (pending.sha1Fingerprint === sha1) {
          await runtime.execute(abortSslCert(file), options);
          return files;
        }
      }
      if (clock.now().getTime() >= deadlineMs) {
        throw new AcmeError(
          "TRANSACTION_OPEN",
          `another client is setting ${other} in HAProxy and has not committed it; wait for it, or send "abort ssl cert ${other}" to HAProxy's socket`,
        );
      }
      await sleep(clock, POLL_MS, options.signal);
    }
  }

  /** Before 3.0 HAProxy adds it to any open transaction, which then must not be committed. */
  async function assertSet(file: string, result: CommandResult<void>): Promise<void> {
    if (result.ok) return;
    if (result.error.code !== "MALFORMED_REPLY") throw result.error;
    const { uncommitted } = await runtime.execute(showSslCerts());
    const others = uncommitted.filter((other) => other !== file);
    if (others.length === 0) throw result.error;
    for (const other of others) await runtime.execute(abortSslCert(other));
    throw new AcmeError(
      "TRANSACTION_OPEN",
      `another client was setting ${others.join(", ")} in HAProxy at the same time; set both certificates again`,
      { cause: result.error },
    );
  }

  return {
    async put(list, wanted, options) {
      const { file } = wanted;
      const files = await clearTransaction(wanted, options);
      if (!files.includes(file)) await unlocked(() => runtime.execute(newSslCert(file), options), options);
      try {
        await unlocked(() => commit(list, wanted, options), options);
      } catch (error) {
        // else the next deployment finds it open; it is ours, because none was open before
        await runtime.execute(abortSslCert(file)).catch(() => {});
        throw error;
      }
    },
    async remove(list, file, options) {
      const { files } = await unlocked(() => runtime.execute(showSslCerts(), options), options);
      const commands = [
        ...(list.files.has(file) ? [delSslCrtList(list.path, { file })] : []),
        ...(files.includes(file) ? [delSslCert(file)] : []),
      ];
      for (const command of commands) {
        const error = await unlocked(() => runtime.execute(command, options), options).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (error === undefined) continue;
        if (!CommandRejectedError.isInstance(error) || !/used as default certificate/.test(error.reason))
          throw error;
        const why = `HAProxy serves ${file} when no other certificate matches, and needs it`;
        throw new AcmeError("DEFAULT_CERTIFICATE", why, { cause: error });
      }
      const { files: left } = await unlocked(() => runtime.execute(showSslCerts(), options), options);
      if (left.includes(file)) throw new AcmeError("DEPLOY_FAILED", `HAProxy still holds ${file}`);
    },
    async shown(list, files, options) {
      const named = files.filter((file) => !UNNAMEABLE.test(file));
      const found = new Map<string, CommandResult<SslCert>>();
      await unlocked(async () => {
        const left = named.filter((file) => !found.has(file));
        const commands = left.map((file) => showSslCert(join(list.path, file)));
        const results = await runtime.batch(commands, options);
        const locked = results.find((result) => !result.ok && isLocked(result.error));
        for (const [i, result] of results.entries())
          if (result.ok || !isLocked(result.error)) found.set(left[i] as string, result);
        if (locked !== undefined) unwrap(locked);
      }, options);
      const shown = named.flatMap((file) => {
        const result = found.get(file) as CommandResult<SslCert>;
        if (result.ok) return result.value.used ? [[file, result.value] as const] : [];
        if (CommandRejectedError.isInstance(result.error)) return [];
        throw result.error;
      });
      const unnamed = files.filter((file) => UNNAMEABLE.test(file)).map((file) => [file, undefined] as const);
      return new Map<string, SslCert | undefined>([...shown, ...unnamed]);
    },
  };
}

/** The words of HAProxy for it: "Can't show! Operations on certificates are currently locked!" */
function isLocked(error: unknown): boolean {
  return CommandRejectedError.isInstance(error) && /currently locked/.test(error.reason);
}
