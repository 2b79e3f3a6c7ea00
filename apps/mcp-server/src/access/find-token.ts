import type { Caller } from "./caller.js";
import { DEFAULT_TOKEN } from "./default-token.js";
import { digestOf, hasExpired, type TokenRecord, type TokenRecords } from "./token-records.js";

/** Who has a bearer token, by its digest; `undefined` for a wrong one. Digests are compared, so the time shows nothing of others. */
export type FindToken = (digest: string) => FoundToken | undefined;

export interface FoundToken extends Pick<Caller, "name" | "role"> {
  readonly hasExpired?: boolean | undefined;
}

/** `undefined` if there is no token. */
export function findTokenIn(
  records: TokenRecords,
  defaultToken: string | undefined,
  nowMs: () => number,
): FindToken | undefined {
  if (records.size === 0 && defaultToken === undefined) return undefined;
  const found = new Map<string, FoundToken & Pick<TokenRecord, "expires">>();
  for (const [name, { sha256, role, expires }] of records) found.set(sha256, { name, role, expires });
  if (defaultToken !== undefined) found.set(digestOf(defaultToken), { name: DEFAULT_TOKEN, role: "admin" });
  return (digest) => {
    const holder = found.get(digest);
    return holder && { name: holder.name, role: holder.role, hasExpired: hasExpired(holder, nowMs()) };
  };
}
