import { dirname, join } from "node:path";
import {
  createReplacement,
  FileError,
  type FoundFile,
  type HeldLock,
  messageOf,
  nodeFileSystem,
  readFile,
  resolveFile,
} from "@haproxy-mcp/durable-files";
import { formatTokenMap, type TokenMap, tokenMapOf } from "./token-map.js";
import { formatTokens, parseTokens, type TokenRecords } from "./token-records.js";

const MAX_BYTES = 1 << 20;
/** Digests are of no use to others, and no one else's to change. */
const MODE = 0o600;

export interface TokenFiles {
  /** `mcp-token.env`, with the token `default`. */
  readonly tokenFile: string;
  /** The other tokens. */
  readonly tokensFile: string;
  /** HAProxy's map of their digests. */
  readonly tokenMapFile: string;
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

/** Returns the records that there should be, once it is recorded that they will. */
export type ChangeTokens = (records: TokenRecords) => TokenRecords | Promise<TokenRecords>;

/** All but `default`. @throws FileError `UNREADABLE` */
export async function readTokens(file: string): Promise<TokenRecords> {
  return parsed(file, await readFound(file));
}

/**
 * Changes the tokens and HAProxy's map of them, both or neither. A change that returns the records that it got writes only the map, if
 * that differs.
 *
 * @returns the map
 * @throws FileError, and what the change throws; then nothing was changed
 */
export async function updateTokenFiles(
  { tokensFile, tokenMapFile }: TokenFiles,
  held: HeldLock,
  change: ChangeTokens,
  defaultToken: string | undefined,
): Promise<TokenMap> {
  const [before, mapBefore] = await Promise.all([readFound(tokensFile), readFound(tokenMapFile)]);
  const records = parsed(tokensFile, before);
  const after = await change(records);
  const map = tokenMapOf(after, defaultToken);
  await replaceFiles(held, [
    ...(after === records ? [] : [{ file: tokensFile, found: before, text: formatTokens(after) }]),
    { file: tokenMapFile, found: mapBefore, text: formatTokenMap(map) },
  ]);
  return map;
}

/** Changes whenever the tokens may have. */
export async function versionOf({ tokenFile, tokensFile }: TokenFiles): Promise<string> {
  const stamps = await Promise.all(
    [tokenFile, tokensFile].map((file) => nodeFileSystem.stamp(file).catch(() => undefined)),
  );
  return stamps.map((stamp) => stamp?.text ?? "none").join(" ");
}

interface WantedFile {
  readonly file: string;
  readonly found: FoundFile | undefined;
  readonly text: string;
}

async function replaceFiles(held: HeldLock, wanted: readonly WantedFile[]): Promise<void> {
  const differing = wanted.filter(({ found, text }) => found?.content.equals(Buffer.from(text)) !== true);
  await using replacement = createReplacement(nodeFileSystem, held);
  try {
    const steps = differing.map(async ({ file, found, text }) => ({
      file: await resolveFile(file, nodeFileSystem),
      before: found?.content,
      after: Buffer.from(text),
      attributes: { ...found?.attributes, mode: MODE },
    }));
    await replacement.stage(await Promise.all(steps));
    await replacement.commit();
  } catch (error) {
    throw await replacement.putBack(error);
  }
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
