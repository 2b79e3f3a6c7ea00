import { createLockfileLocker, messageOf } from "@haproxy-mcp/durable-files";
import { type RuntimeApiClient, RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import type { Log } from "../program/log.js";
import { NotFoundError } from "../program/not-found-error.js";
import { UserError } from "../program/user-error.js";
import { DEFAULT_TOKEN, readDefaultToken } from "./default-token.js";
import { type FindToken, findTokenIn } from "./find-token.js";
import {
  type ChangeTokens,
  readTokens,
  type TokenFiles,
  updateTokenFiles,
  versionOf,
} from "./token-files.js";
import { applyTokenMap } from "./token-map.js";
import {
  digestOf,
  generateToken,
  nameProblem,
  type TokenRecord,
  type TokenRecords,
} from "./token-records.js";

/** Another process holds the lock for as long as an HAProxy that hangs takes to time out. */
const LOCK_WAIT_MS = 30_000;
/** Whether HAProxy accepts the same tokens now: `served`; `no map`: its configuration has none; or why it could not be changed. */
export type ServedTokens = "served" | "no map" | Error;

export interface TokensOptions extends TokenFiles {
  readonly runtime: RuntimeApiClient;
  readonly log: Log;
  readonly nowMs?: (() => number) | undefined;
}

interface ChangeOptions {
  /** Records the change. It runs once the change is known to be possible, before it is made; if it rejects, nothing is changed. */
  readonly intend?: (() => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The bearer tokens of this server, each with a name, a role and an end; HAProxy has the same ones. */
export interface Tokens {
  /** Follows the files. `undefined` if no token is configured. */
  find(): Promise<FindToken | undefined>;
  /** All but `default`. @throws FileError `UNREADABLE` */
  list(): Promise<TokenRecords>;
  /** Shows the token for the only time. @throws UserError for a name that is taken or not valid, FileError */
  add(
    name: string,
    token: Pick<TokenRecord, "role" | "expires">,
    options?: ChangeOptions,
  ): Promise<{ readonly token: string; readonly served: ServedTokens }>;
  /** @throws as `add` and `remove` do for such a name, FileError `UNREADABLE` */
  check(change: "add" | "remove", name: string): Promise<void>;
  /** From now on, both doors refuse it. @throws NotFoundError if there is no such token, UserError for `default`, FileError */
  remove(name: string, options?: ChangeOptions): Promise<ServedTokens>;
  /** Makes HAProxy and its map's file follow the tokens. @throws FileError */
  serve(signal?: AbortSignal): Promise<ServedTokens>;
  /** Changes whenever the files may have. */
  version(): Promise<string>;
}

export function createTokens({ runtime, log, nowMs = Date.now, ...files }: TokensOptions): Tokens {
  const { tokenFile, tokensFile, tokenMapFile } = files;
  const failures = new Map<string, string>();
  /** The tokens of a file that can't be read are refused; logged once. */
  const orRefused = async <Found>(file: string, reading: Promise<Found>): Promise<Found | undefined> => {
    try {
      const found = await reading;
      failures.delete(file);
      return found;
    } catch (error) {
      const failure = messageOf(error);
      if (failures.get(file) !== failure) log.error(`callers with its tokens are refused: ${failure}`);
      failures.set(file, failure);
      return undefined;
    }
  };
  const readDefault = () => orRefused(tokenFile, readDefaultToken(tokenFile));
  const readRecords = () => readTokens(tokensFile);

  /** Under the lock, also while HAProxy is changed: of two changes, the later one is what HAProxy has in the end. */
  const update = async (change: ChangeTokens, signal: AbortSignal | undefined): Promise<ServedTokens> => {
    await using held = await createLockfileLocker().acquire(tokensFile, { timeoutMs: LOCK_WAIT_MS, signal });
    const map = await updateTokenFiles(files, held, change, await readDefault());
    try {
      return (await applyTokenMap(runtime, tokenMapFile, map, signal)) ? "served" : "no map";
    } catch (error) {
      if (!RuntimeApiError.isInstance(error)) throw error;
      return error;
    }
  };

  let known: { readonly version: string; readonly find: FindToken | undefined } | undefined;
  const read = async (): Promise<FindToken | undefined> => {
    const [records = new Map<string, TokenRecord>(), defaultToken] = await Promise.all([
      orRefused(tokensFile, readRecords()),
      readDefault(),
    ]);
    return findTokenIn(records, defaultToken, nowMs);
  };

  return {
    async find() {
      const now = await versionOf(files);
      if (known?.version === now) return known.find;
      const find = await read();
      // a file that can't be read may be readable at the next call
      known = failures.size === 0 ? { version: now, find } : undefined;
      return find;
    },
    list: readRecords,
    async check(change, name) {
      if (change === "add") assertValid(name);
      const records = await readRecords();
      if (change === "add") assertFree(records, name);
      else assertThere(records, name, tokenFile);
    },
    async add(name, { role, expires }, { intend, signal } = {}) {
      assertValid(name);
      const token = generateToken();
      const created = new Date(nowMs()).toISOString();
      const served = await update(async (records) => {
        assertFree(records, name);
        await intend?.();
        return new Map(records).set(name, { role, sha256: digestOf(token), created, expires });
      }, signal);
      return { token, served };
    },
    remove: (name, { intend, signal } = {}) =>
      update(async (records) => {
        assertThere(records, name, tokenFile);
        await intend?.();
        return new Map([...records].filter(([other]) => other !== name));
      }, signal),
    serve: (signal) => update((records) => records, signal),
    version: () => versionOf(files),
  };
}

function assertValid(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined)
    throw new UserError(`the name ${JSON.stringify(name)} ${problem}; nothing was changed`);
}

function assertFree(records: TokenRecords, name: string): void {
  if (records.has(name))
    throw new UserError(
      `there is a token ${name} already; choose another name, or revoke that one first. Nothing was changed`,
    );
}

function assertThere(records: TokenRecords, name: string, tokenFile: string): void {
  if (name === DEFAULT_TOKEN)
    throw new UserError(
      `the token ${name} is the one in ${tokenFile}; remove that file to revoke it. Nothing was changed`,
    );
  if (!records.has(name))
    throw new NotFoundError(
      `there is no token ${JSON.stringify(name)}; haproxy-mcp token list shows all. Nothing was changed`,
    );
}
