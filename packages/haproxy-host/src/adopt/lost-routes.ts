import { placeOf } from "../audit/finding.js";
import { nameOf, type ProxySection } from "../audit/model/proxy.js";
import type { ConfigLine } from "../audit/read/config-line.js";
import type { Maps } from "../audit/request/sample.js";
import { endOf, redirectsToHttps, type Stop } from "../audit/request/trace.js";
import type { Loss } from "./losses.js";
import { siteNamesOf } from "./site-names.js";
import { routeWith, type StopsOf } from "./stops-of.js";

/** What names are judged by. */
export interface Ground {
  readonly proxies: readonly ProxySection[];
  /** Those that our rules are in, or would be. */
  readonly frontends: readonly ProxySection[];
  readonly maps: Maps;
  readonly stopsOf: StopsOf;
  readonly slots: number;
  /** Lines that count in a pool. */
  readonly pool: readonly ConfigLine[];
  readonly version: string | undefined;
}

/**
 * What would go elsewhere than now once a pool serves a name.
 *
 * @param key of the name in `domains.map`; a wildcard's begins with a dot
 * @param host that the name stands for
 * @param end where a request for it ends now
 */
export function lostRoutes(
  key: string,
  host: string,
  end: Stop,
  proxy: ProxySection,
  ground: Ground,
): readonly Loss[] {
  return [
    ...otherRoutes(ground.stopsOf(proxy, host), end),
    ...otherFrontends(host, end, proxy, ground),
    ...namesBelow(key, end, proxy, ground),
  ];
}

/** Requests for the same name that rules send elsewhere, such as by their path. */
function otherRoutes(stops: readonly Stop[], end: Stop): readonly Loss[] {
  return stops
    .filter(
      (stop) => stop !== end && "backend" in stop && stop.backend !== null && stop.backend !== end.backend,
    )
    .map(({ line }) => ({ what: `${placeOf(line)}: ${line.text}`, line }));
}

/** Other frontends that get our rules do not serve the name now, or from another backend: such as one for other clients. */
function otherFrontends(
  host: string,
  { backend }: Stop,
  proxy: ProxySection,
  { frontends, stopsOf }: Ground,
): readonly Loss[] {
  return frontends.flatMap((other) => {
    const stops = stopsOf(other, host);
    const end = endOf(stops);
    if (other === proxy || (end !== undefined && end.backend === backend)) return [];
    const { line } = end ?? { line: other.heading };
    if (typeof end?.backend === "string")
      return [{ what: `${nameOf(other)} sends it to ${end.backend}`, line }];
    // before a route: with our rules, too
    if ((end !== undefined && !("backend" in end)) || other.rules.some((rule) => redirectsToHttps(rule.line)))
      return [];
    const when = stops.length === 0 ? "does not serve it" : "serves it under conditions only";
    return [{ what: `${nameOf(other)} ${when}`, line }];
  });
}

/** Names that a wildcard would take along, though a rule of their own sends them elsewhere. */
function namesBelow(
  key: string,
  { line: own, backend }: Stop,
  proxy: ProxySection,
  { maps, stopsOf }: Ground,
): readonly Loss[] {
  if (!key.startsWith(".")) return [];
  const isAbove = (line: ConfigLine) =>
    proxy.rules.find((rule) => rule.line === line || rule.line === own)?.line === line;
  return siteNamesOf(proxy, maps).flatMap(({ domain, host }) => {
    if (host === undefined) {
      const line = routeWith(proxy, domain);
      if (line === undefined || line.words[1] === backend || !isAbove(line)) return [];
      return [{ what: `names that match ${domain}`, line }];
    }
    if (!host.endsWith(key) || domain === `*${key}` || maps.domains.has(domain)) return [];
    const end = endOf(stopsOf(proxy, host));
    if (end !== undefined && (!("backend" in end) || end.backend === backend)) return [];
    return [{ what: `${domain}, which has a rule of its own`, line: end?.line ?? proxy.heading }];
  });
}
