import { type DomainPattern, domainPatternSchema, isWildcard } from "@haproxy-mcp/validation";

// What HAProxy looks up: a host in lower case, perhaps a literal address or one with a port, without the dot of the root.
const MATCHABLE = /^[a-z0-9._:[\]-]*[a-z0-9_:[\]-]$/;
const MAX_LENGTH = 1024; // characters: no host is longer

/** The key of a pattern in domains.map: `.example.com` for `*.example.com`, a domain as it is. */
export function mapKey(pattern: DomainPattern): string {
  return isWildcard(pattern) ? pattern.slice(1) : pattern;
}

/** The pattern of a key, or `undefined` when no pattern has exactly this key: upper case, U-labels, one label. */
export function patternOfMapKey(key: string): DomainPattern | undefined {
  if (key.startsWith("*")) return undefined;
  const text = key.startsWith(".") ? `*${key}` : key;
  const pattern = domainPatternSchema.safeParse(text).data;
  return pattern === text ? pattern : undefined;
}

/** Whether a host can be written like this key, so that HAProxy may find it: `intranet`, `10.1.2.3`, `my_app.example.com`. */
export function isMatchable(key: string): boolean {
  return MATCHABLE.test(key);
}

/**
 * The pattern that was meant by a key in upper case, in U-labels, as `*.example.com`, with a final dot, or with
 * characters around it that no host has.
 */
export function nameMeantBy(key: string): DomainPattern | undefined {
  if (key.length > MAX_LENGTH) return undefined;
  const whole = patternMeantBy(key);
  if (whole !== undefined || isMatchable(key)) return whole;
  for (const part of key.split(/[^\p{L}\p{N}\p{M}.*_-]+/u)) {
    const pattern = patternMeantBy(part);
    if (pattern !== undefined) return pattern;
  }
  return undefined;
}

function patternMeantBy(text: string): DomainPattern | undefined {
  return domainPatternSchema.safeParse(text.startsWith(".") ? `*${text}` : text).data;
}
