import type { SslCert } from "@haproxy-mcp/runtime-api-client";
import { AcmeError } from "../errors.js";
import type { Leaf } from "../x509/leaf.js";
import { byBytes, type CertificateFile } from "./certificate-folder.js";

/** The names that HAProxy serves a file for. */
export interface Claim {
  /** In the folder. */
  readonly file: string;
  readonly names: readonly string[];
  /** `EC`, `RSA` …: HAProxy picks one of each kind by what the client supports, so they don't compete. */
  readonly keyKind: string;
  /** HAProxy holds it until its next reload, which will not find the file. */
  readonly isMissing?: boolean | undefined;
}

/** Another file for the same names, with a key of the same kind. */
export interface NameConflict {
  /** The other one. */
  readonly file: string;
  readonly names: readonly string[];
  /** Once HAProxy loads its configuration, it serves the other one: the first by name. */
  readonly isOtherFirst: boolean;
}

/** `EC` of `EC P-256`. */
export function kindOf(keyType: string): string {
  return keyType.split(" ", 1)[0] ?? keyType;
}

/** @param held what HAProxy has of that file, if that is another certificate */
export function claimOf(file: string, leaf: Leaf | undefined, held?: SslCert | undefined): Claim {
  const [, heldName] = /\/CN=([^/]+)/.exec(held?.subject ?? "") ?? [];
  const [heldKind = ""] = /^[A-Z]+/i.exec(held?.raw.get("Algorithm") ?? "") ?? [];
  const names = [
    ...(leaf === undefined ? [] : [...leaf.names, leaf.commonName]),
    ...(held === undefined ? [] : [...namesOf(held), heldName]),
  ];
  return {
    file,
    names: [...new Set(names.flatMap((name) => name?.toLowerCase() ?? []))],
    keyKind: leaf === undefined ? heldKind : kindOf(leaf.keyType),
  };
}

export function namesOf({ names }: SslCert): readonly string[] {
  return names.flatMap((name) => (name.startsWith("DNS:") ? [name.slice("DNS:".length)] : []));
}

/**
 * What HAProxy has in its folder. A file that is broken or can't be read claims what HAProxy still holds of it.
 *
 * @param held by file, as far as it is known
 */
export function claimsOf(
  files: readonly CertificateFile[],
  held: ReadonlyMap<string, SslCert | undefined>,
): readonly Claim[] {
  const onDisk = files
    .filter(({ isIgnored }) => !isIgnored)
    .map(({ file, leaf, broken }) => {
      const usable = broken === undefined ? leaf : undefined;
      const other = held.get(file);
      const isSame = usable !== undefined && usable.sha1 === other?.sha1Fingerprint;
      return claimOf(file, usable, isSame ? undefined : other);
    });
  const names = new Set(files.map(({ file }) => file));
  const missing = [...held].filter(([file]) => !names.has(file));
  return [
    ...onDisk,
    ...missing.map(([file, cert]) => ({ ...claimOf(file, undefined, cert), isMissing: true })),
  ];
}

/**
 * Conflicts of each file, as far as the files show them.
 *
 * @param held what HAProxy has loaded of each file, as far as it is known
 */
export function conflictsOf(
  files: readonly CertificateFile[],
  held: ReadonlyMap<string, SslCert | undefined> = new Map(),
): ReadonlyMap<string, readonly NameConflict[]> {
  return conflictsIn(claimsOf(files, held));
}

/** Files of which only HAProxy knows what it serves. @param loaded what HAProxy holds of the folder */
export function unclearFiles(
  files: readonly CertificateFile[],
  loaded: readonly string[],
): readonly string[] {
  const clear = files.filter(({ leaf, broken }) => leaf !== undefined && broken === undefined);
  const names = new Set(clear.map(({ file }) => file));
  return loaded.filter((file) => !names.has(file));
}

/**
 * Conflicts of each file: with the one that HAProxy loads first, and of that one with all others. HAProxy serves one file for each name and
 * kind of key: at a start the first by name, and after a change at run time one that was not changed (measured on 2.6, 3.0, 3.2 and 3.4).
 */
export function conflictsIn(claims: readonly Claim[]): ReadonlyMap<string, readonly NameConflict[]> {
  const firsts = new Map<string, string>();
  const found = new Map<string, Map<string, NameConflict>>();
  const note = (file: string, other: string, name: string, isOtherFirst: boolean) => {
    const conflicts = found.get(file) ?? new Map<string, NameConflict>();
    const names = [...(conflicts.get(other)?.names ?? []), name];
    found.set(file, conflicts.set(other, { file: other, names, isOtherFirst }));
  };
  for (const { file, names, keyKind } of [...claims].sort(inLoadingOrder)) {
    for (const name of names) {
      const key = `${keyKind} ${name}`;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, file);
      else {
        note(file, first, name, true);
        note(first, file, name, false);
      }
    }
  }
  return new Map([...found].map(([file, others]) => [file, [...others.values()]]));
}

/**
 * Whether HAProxy would serve a file for its names.
 *
 * @param others what else is in the folder
 * @param loaded what HAProxy holds of it
 * @returns whether that takes a reload
 * @throws AcmeError `NAME_CONFLICT` if HAProxy would serve another file
 */
export function assertFirst(
  claim: Claim,
  {
    others,
    loaded,
    canReload,
  }: {
    readonly others: readonly Claim[];
    readonly loaded: readonly string[];
    readonly canReload: boolean;
  },
): boolean {
  const { file } = claim;
  const conflicts = conflictsIn([...others.filter((one) => one.file !== file), claim]).get(file) ?? [];
  const first = conflicts.find(({ isOtherFirst }) => isOtherFirst);
  const running = conflicts.find((one) => loaded.includes(one.file));
  const wins = first ?? (canReload ? undefined : running);
  if (wins === undefined) return running !== undefined;
  throw new AcmeError(
    "NAME_CONFLICT",
    `${wins.file} and ${file} are both for ${wins.names.join(", ")}, and HAProxy would serve ${wins.file}; delete one of them, or move it out of the folder`,
  );
}

function inLoadingOrder(a: Claim, b: Claim): number {
  return Number(a.isMissing ?? false) - Number(b.isMissing ?? false) || byBytes(a.file, b.file);
}
