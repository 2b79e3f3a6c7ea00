import { type DomainPattern, domainPatternSchema, isWildcard } from "@haproxy-mcp/validation";

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
