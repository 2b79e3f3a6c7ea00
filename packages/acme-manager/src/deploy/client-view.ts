import type { Leaf } from "../x509/leaf.js";
import { probeName, servedFingerprint, type TlsAddress } from "./handshake.js";
import { kindOf } from "./name-conflicts.js";

/** Names of one certificate that are looked at; issued ones have two as a rule. */
const PROBED_NAMES = 10;

/** What clients with that kind of key get, by host name: a fingerprint, or `undefined` if no handshake was possible. */
export type ClientView = ReadonlyMap<string, string | undefined>;

/** What a TLS client gets for the names of a certificate. Empty without an address, or names. */
export async function viewOf(
  tls: TlsAddress | undefined,
  { names, keyType }: Pick<Leaf, "names" | "keyType">,
  signal: AbortSignal | undefined,
): Promise<ClientView> {
  if (tls === undefined) return new Map();
  return new Map(
    await Promise.all(
      names.slice(0, PROBED_NAMES).map(async (name) => {
        const host = probeName(name);
        return [host, await servedFingerprint(tls, host, signal, kindOf(keyType))] as const;
      }),
    ),
  );
}

/** The first name for which clients get something else than wanted. */
export function otherIn(view: ClientView, wanted: (host: string) => string | undefined): string | undefined {
  const others = [...view].filter(([host, seen]) => {
    const expected = wanted(host);
    return seen !== undefined && expected !== undefined && seen !== expected;
  });
  return others[0]?.[0];
}
