import { dirname, join } from "node:path";
import {
  createLockfileLocker,
  createReplacement,
  FileError,
  type FoundFile,
  messageOf,
  nodeFileSystem,
  readFile,
  resolveFile,
} from "@haproxy-mcp/durable-files";
import { type RuntimeApiClient, RuntimeApiError } from "@haproxy-mcp/runtime-api-client";
import type { Log } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import type { Caller } from "./caller.js";
import { DEFAULT_TOKEN, readDefaultToken } from "./default-token.js";
import { applyTokenMap, formatTokenMap, tokenMapOf } from "./token-map.js";
import {
  digestOf,
  formatTokens,
  generateToken,
  hasExpired,
  nameProblem,
  parseTokens,
  type TokenRecord,
  type TokenRecords,
} from "./token-records.js";

const MAX_BYTES = 1 << 20;
const LOCK_WAIT_MS = 5_000;
/** Digests are of no use to others, and no one else's to change. */
const MODE = 0o600;

/** Who has a bearer token; `undefined` for a wrong one. Tokens are found by their digests, so the time shows nothing of others. */
export type FindToken = (token: string) => FoundToken | undefined;

export interface FoundToken extends Pick<Caller, "name" | "role"> {
  readonly hasExpired?: boolean | undefined;
}

/** Whether HAProxy accepts the same tokens now: `served`; `no map`: its configuration has none; or why it could not be changed. */
export type ServedTokens = "served" | "no map" | Error;

export interface TokenFiles {
  /** `mcp-token.env`, with the token `default`. */
  readonly tokenFile: string;
  /** The other tokens. */
  readonly tokensFile: string;
  /** HAProxy's map of their digests. */
  readonly tokenMapFile: string;
}

export interface TokensOptions extends TokenFiles {
  readonly runtime: RuntimeApiClient;
  readonly log: Log;
  readonly nowMs?: (() => number) | undefined;
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
    signal?: AbortSignal,
  ): Promise<{ readonly token: string; readonly served: ServedTokens }>;
  /** From now on, both doors refuse it. @throws UserError if there is no such token, FileError */
  remove(name: string, signal?: AbortSignal): Promise<ServedTokens>;
  /** Makes HAProxy and its map's file follow the tokens. @throws FileError */
  serve(signal?: AbortSignal): Promise<ServedTokens>;
  /** Changes whenever the files may have. */
  version(): Promise<string>;
}

/** Beside the files of the desired state, which the service can write; the folder of `mcp-token.env` may be root's. */
export function tokenFilesOf({
  mcp,
  haproxy,
}: {
  readonly mcp: { readonly tokenFile: string };
  readonly haproxy: { readonly mapFile: string };
}): TokenFiles {
  const folder = dirname(haproxy.mapFile);
  return {
    tokenFile: mcp.tokenFile,
    tokensFile: join(folder, "mcp-tokens.json"),
    tokenMapFile: join(folder, "mcp-tokens.map"),
  };
}

export function createTokens({
  tokenFile,
  tokensFile,
  tokenMapFile,
  runtime,
  log,
  nowMs = Date.now,
}: TokensOptions): Tokens {
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
  const update = async (
    change: (records: TokenRecords) => TokenRecords,
    signal: AbortSignal | undefined,
  ): Promise<ServedTokens> => {
    await using held = await createLockfileLocker().acquire(tokensFile, { timeoutMs: LOCK_WAIT_MS, signal });
    const [before, mapBefore] = await Promise.all([readFound(tokensFile), readFound(tokenMapFile)]);
    const records = parsed(tokensFile, before);
    const after = change(records);
    const map = tokenMapOf(after, await readDefault());
    const wanted = [
      ...(after === records ? [] : [{ file: tokensFile, found: before, text: formatTokens(after) }]),
      { file: tokenMapFile, found: mapBefore, text: formatTokenMap(map) },
    ];
    const steps = wanted
      .map(({ file, found, text }) => ({ file, found, after: Buffer.from(text) }))
      .filter(({ found, after }) => found === undefined || !found.content.equals(after));
    await using replacement = createReplacement(nodeFileSystem, held);
    try {
      await replacement.stage(
        await Promise.all(
          steps.map(async ({ file, found, after }) => ({
            file: await resolveFile(file, nodeFileSystem),
            before: found?.content,
            after,
            attributes: { ...found?.attributes, mode: MODE },
          })),
        ),
      );
      await replacement.commit();
    } catch (error) {
      throw await replacement.putBack(error);
    }
    try {
      return (await applyTokenMap(runtime, tokenMapFile, map, signal)) ? "served" : "no map";
    } catch (error) {
      if (!RuntimeApiError.isInstance(error)) throw error;
      return error;
    }
  };

  const version = async () => {
    const stamps = await Promise.all(
      [tokenFile, tokensFile].map((file) => nodeFileSystem.stamp(file).catch(() => undefined)),
    );
    return stamps.map((stamp) => stamp?.text ?? "none").join(" ");
  };

  let known: { readonly version: string; readonly find: FindToken | undefined } | undefined;
  const read = async (): Promise<FindToken | undefined> => {
    const [records = new Map<string, TokenRecord>(), defaultToken] = await Promise.all([
      orRefused(tokensFile, readRecords()),
      readDefault(),
    ]);
    if (records.size === 0 && defaultToken === undefined) return undefined;
    const found = new Map<string, FoundToken & Pick<TokenRecord, "expires">>();
    for (const [name, { sha256, role, expires }] of records) found.set(sha256, { name, role, expires });
    if (defaultToken !== undefined) found.set(digestOf(defaultToken), { name: DEFAULT_TOKEN, role: "admin" });
    return (token) => {
      const holder = found.get(digestOf(token));
      return holder && { name: holder.name, role: holder.role, hasExpired: hasExpired(holder, nowMs()) };
    };
  };

  return {
    async find() {
      const now = await version();
      if (known?.version === now) return known.find;
      const find = await read();
      // a file that can't be read may be readable at the next call
      known = failures.size === 0 ? { version: now, find } : undefined;
      return find;
    },
    list: readRecords,
    async add(name, { role, expires }, signal) {
      const problem = nameProblem(name);
      if (problem !== undefined)
        throw new UserError(`the name ${JSON.stringify(name)} ${problem}; nothing was changed`);
      const token = generateToken();
      const created = new Date(nowMs()).toISOString();
      const served = await update((records) => {
        if (records.has(name))
          throw new UserError(
            `there is a token ${name} already; choose another name, or revoke that one first`,
          );
        return new Map(records).set(name, { role, sha256: digestOf(token), created, expires });
      }, signal);
      return { token, served };
    },
    remove: (name, signal) =>
      update((records) => {
        const left = new Map(records);
        if (!left.delete(name))
          throw new UserError(`there is no token ${name}; haproxy-mcp token list shows all`);
        return left;
      }, signal),
    serve: (signal) => update((records) => records, signal),
    version,
  };
}

/** All but `default`. @throws FileError `UNREADABLE` */
export async function readTokens(file: string): Promise<TokenRecords> {
  return parsed(file, await readFound(file));
}

function readFound(file: string): Promise<FoundFile | undefined> {
  return readFile(file, { maxBytes: MAX_BYTES });
}

/** @throws FileError `UNREADABLE`: a file that can't be read is never overwritten */
function parsed(file: string, found: FoundFile | undefined): TokenRecords {
  try {
    return found === undefined ? new Map() : parseTokens(found.content.toString());
  } catch (cause) {
    throw new FileError("UNREADABLE", `${file} does not contain tokens: ${messageOf(cause)}`, { cause });
  }
}
