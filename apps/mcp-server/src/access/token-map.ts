import { basename } from "node:path";
import { type RuntimeApiClient, replaceMap, showMap, showMaps } from "@haproxy-mcp/runtime-api-client";
import { digestOf, type TokenRecords } from "./token-records.js";

/** The end of a token that has none: the last second of the year 9999. */
const NEVER = 253_402_300_799;
const MS_PER_S = 1_000;

/** From the digest of a token to its end in seconds since 1970, which HAProxy compares with `date()`. */
export type TokenMap = ReadonlyMap<string, string>;

export function tokenMapOf(records: TokenRecords, defaultToken: string | undefined): TokenMap {
  return new Map([
    ...(defaultToken === undefined ? [] : [[digestOf(defaultToken), String(NEVER)] as const]),
    ...[...records.values()].map(({ sha256, expires }) => [sha256, String(endOf(expires))] as const),
  ]);
}

/** The map's file, which HAProxy reads when it starts or reloads. */
export function formatTokenMap(map: TokenMap): string {
  return [...map].map(([digest, end]) => `${digest} ${end}\n`).join("");
}

/**
 * Makes the running HAProxy's map equal, with no reload, and reads it back.
 *
 * @param file the map, named as in its configuration or by another path that ends in the same name
 * @returns whether HAProxy has such a map
 * @throws RuntimeApiError
 */
export async function applyTokenMap(
  runtime: RuntimeApiClient,
  file: string,
  wanted: TokenMap,
  signal?: AbortSignal,
): Promise<boolean> {
  const map = await findTokenMap(runtime, file, signal);
  if (map === undefined) return false;
  const found = await runtime.execute(showMap(map), { signal });
  // a map can have one key twice
  const has = new Map(found.map(({ key, value }) => [key, value]));
  const isSame =
    found.length === wanted.size && [...wanted].every(([digest, end]) => has.get(digest) === end);
  if (!isSame) await replaceMap(runtime, map, wanted, { signal });
  return true;
}

/** How HAProxy names the map. */
export async function findTokenMap(
  runtime: RuntimeApiClient,
  file: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const files = (await runtime.execute(showMaps(), { signal })).flatMap(({ file: name }) => name ?? []);
  return files.find((name) => name === file) ?? files.find((name) => basename(name) === basename(file));
}

function endOf(expires: string | undefined): number {
  return expires === undefined ? NEVER : Math.floor(Date.parse(expires) / MS_PER_S);
}
