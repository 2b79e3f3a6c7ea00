import { type DomainPattern, isWildcard, parseDomainPattern, ValidationError } from "@haproxy-mcp/validation";
import { AcmeError } from "./errors.js";

/** Names that one certificate may hold, as Let's Encrypt and Google Trust Services have it. */
export const NAMES_LIMIT = 100;

/** The names of a certificate: the one it is called by first, no duplicates. */
export type CertificateNames = readonly [DomainPattern, ...DomainPattern[]];

/**
 * Reads names from outside. `*.example.com` and `example.com` in one order are both asked for: a wildcard is not for
 * its own domain. A name that a wildcard of the order is for already is left out, for CAs refuse it.
 *
 * @throws AcmeError `INVALID_NAMES`
 */
export function certificateNames(input: readonly unknown[]): CertificateNames {
  const all = [...new Set(input.map(parseName))];
  const wildcards = new Set(all.filter(isWildcard));
  const names = all.filter(
    (name) => isWildcard(name) || !wildcards.has(`*.${name.split(".").slice(1).join(".")}` as never),
  );
  const [first, ...rest] = names;
  if (first === undefined) throw new AcmeError("INVALID_NAMES", "a certificate needs at least one name");
  if (names.length > NAMES_LIMIT) {
    throw new AcmeError(
      "INVALID_NAMES",
      `a certificate can have at most ${NAMES_LIMIT} names, not ${names.length}`,
    );
  }
  return [first, ...rest];
}

function parseName(input: unknown): DomainPattern {
  try {
    return parseDomainPattern(input, "name");
  } catch (cause) {
    if (!ValidationError.isInstance(cause)) throw cause;
    throw new AcmeError("INVALID_NAMES", cause.message, { cause });
  }
}

/** The name of its files, with no ending: no `*`, which shells and HAProxy read as something else. */
export function fileStem(name: DomainPattern): string {
  return isWildcard(name) ? `_wildcard.${name.slice(2)}` : name;
}

/** What {@link fileStem} was made from; `undefined` for a file of another kind. */
export function nameOfStem(stem: string): DomainPattern | undefined {
  try {
    const name = parseDomainPattern(stem.replace(/^_wildcard\./, "*."));
    return fileStem(name) === stem ? name : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a certificate with these names is for a host name; a wildcard stands for one label (RFC 6125 section 6.4.3). */
export function covers(names: readonly string[], name: string): boolean {
  return names.includes(name) || names.includes(`*.${name.split(".").slice(1).join(".")}`);
}

/** The names with no wildcards, each once: where validation records go. */
export function domainsOf(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.replace(/^\*\./, "")))];
}
