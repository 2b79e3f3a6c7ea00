import type { AuditSettings } from "../finding.js";
import { createMaps, type Maps } from "./sample.js";

const WILDCARD = ".wildcard.haproxy-mcp.invalid";

/** Names that no configuration has, as if `domains.map` had them. */
export const PROBE = { name: "probe.haproxy-mcp.invalid", belowWildcard: `name${WILDCARD}` } as const;
export const PROBE_POOL = "probe.haproxy-mcp";
/** Near it, but other names: of a narrower, a wider and another domain. */
export const AROUND = [
  `below.${PROBE.name}`,
  `x${PROBE.name}`,
  `${PROBE.name}.example`,
  PROBE.name.replace(".", "x"),
];

/** A map of the probes alone: the domains of an installation must not change what is reported of its rules. */
export function probeMaps(settings: Pick<AuditSettings, "mapFile" | "files">): Maps {
  const domains = new Map([
    [PROBE.name, PROBE_POOL],
    [WILDCARD, PROBE_POOL],
  ]);
  return createMaps(settings, domains);
}
