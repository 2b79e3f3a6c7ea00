import { isRoute } from "../audit/edit/exempt.js";
import type { AuditSettings } from "../audit/finding.js";
import { isHttp, nameOf, type ProxySection, proxiesOf } from "../audit/model/proxy.js";
import { serversOf } from "../audit/model/server.js";
import type { ConfigLine } from "../audit/read/config-line.js";
import { type ConfigFile, readConfig } from "../audit/read/read-config.js";
import { splitWords } from "../audit/read/split-words.js";
import { isOurs } from "../audit/request/look-ups.js";
import { entriesOf } from "../audit/request/patterns.js";
import { createMaps, type Maps } from "../audit/request/sample.js";
import { createSiteFinder } from "../audit/request/sites.js";
import { endOf } from "../audit/request/trace.js";
import { OUR_DEFAULTS } from "../config/render-additions.js";
import { renderDefaults } from "../config/render-defaults.js";
import { type Loss, lossesOf } from "./losses.js";
import { type Ground, lostRoutes } from "./lost-routes.js";
import { withDefaultsOf } from "./pool-defaults.js";
import { type AdoptableServer, adoptableServers } from "./servers.js";
import { type SiteName, siteName, siteNamesOf } from "./site-names.js";
import { createStopsOf, routeWith, type StopsOf } from "./stops-of.js";

/** A name that the operator's own rules serve. */
export interface AdoptableSite {
  /** `shop.example.com`, or `*.example.com`; where a rule matches by a pattern, that. */
  readonly domain: string;
  /** The rule that serves it, and its frontend. */
  readonly line: ConfigLine;
  readonly frontend: string;
  /** Absent if HAProxy responds itself, or if that can't be decided from the name alone. */
  readonly backend?: string | undefined;
  readonly servers: readonly AdoptableServer[];
  /** What would no longer hold once a pool serves it. */
  readonly losses: readonly Loss[];
  /** Why a pool can't serve it; empty: it can be taken over. */
  readonly whyNot: readonly string[];
  /** Whether `domains.map` has the name, so that a pool serves it already. */
  readonly isTaken: boolean;
}

export interface AdoptableSitesSettings extends Pick<AuditSettings, "pools" | "mapFile" | "files"> {
  /** Of HAProxy, such as `3.2.26-1`: what it does without a keyword depends on it. Default: as before 3.3. */
  readonly version?: string | undefined;
}

/**
 * The sites of a configuration, each with what it would lose in a pool, in the order of the lines. The route to the MCP server, which a
 * patch adds, is none. Pure.
 *
 * @param config its text, or the files that HAProxy is started with, in their order
 * @param domains further names to judge, such as one that only a `default_backend` serves
 */
export function adoptableSites(
  config: string | readonly ConfigFile[],
  { pools, version, ...settings }: AdoptableSitesSettings,
  domains: readonly string[] = [],
): readonly AdoptableSite[] {
  const proxies = proxiesOf(readConfig(config).sections);
  const maps = createMaps(settings, ourDomains(settings));
  const stopsOf = createStopsOf(maps);
  const frontends = routingFrontends(proxies, maps, stopsOf);
  const pool = linesOfPools(proxies, frontends);
  const ground = { proxies, frontends, maps, stopsOf, slots: pools.slots, pool, version };
  const sites = new Map<string, AdoptableSite>();
  for (const proxy of proxies.filter(({ isFrontend }) => isFrontend)) {
    for (const name of siteNamesOf(proxy, maps)) {
      const line = sites.has(name.domain) ? undefined : servingLine(name, proxy, maps, stopsOf);
      if (line !== undefined) sites.set(name.domain, judge(name, proxy, line, ground));
    }
  }
  for (const name of domains.filter((domain) => !sites.has(domain)).map(siteName)) {
    const [site] = frontends.flatMap((proxy) => {
      const line = servingLine(name, proxy, maps, stopsOf);
      return line === undefined ? [] : [judge(name, proxy, line, ground)];
    });
    if (site !== undefined) sites.set(name.domain, site);
  }
  const ours = proxies.filter(({ heading }) => heading.words.slice(2).join(" ") === `from ${OUR_DEFAULTS}`);
  return [...sites.values()].filter(({ backend }) => !ours.some(({ name }) => name === backend));
}

/** The frontends that serve a site by its name; if none does, those that serve any: not one that only redirects, or shows statistics. */
export function routingFrontends(
  proxies: readonly ProxySection[],
  maps: Maps,
  stopsOf: StopsOf = createStopsOf(maps),
): readonly ProxySection[] {
  const frontends = proxies.filter((proxy) => proxy.isFrontend && isHttp(proxy));
  const named = frontends.filter((proxy) =>
    siteNamesOf(proxy, maps).some((name) => servingLine(name, proxy, maps, stopsOf) !== undefined),
  );
  if (named.length > 0) return named;
  return frontends.filter((proxy) => proxy.effective.some(isRoute) || serversOf(proxy).length > 0);
}

function judge(
  { domain, host }: SiteName,
  proxy: ProxySection,
  line: ConfigLine,
  ground: Ground,
): AdoptableSite {
  const { proxies, maps, stopsOf, slots, pool, version } = ground;
  const key = domain.replace(/^\*/, "");
  const row = { domain, line, frontend: proxy.name, isTaken: maps.domains.has(key) };
  const nothing = { ...row, servers: [], losses: [] };
  if (!isHttp(proxy)) return { ...nothing, whyNot: [`${nameOf(proxy)} is not in mode http`] };
  if (host === undefined)
    return { ...nothing, backend: line.words[1], whyNot: ["it is a pattern, not a name"] };
  const stops = stopsOf(proxy, host);
  const end = endOf(stops);
  if (end === undefined || ("backend" in end && typeof end.backend !== "string"))
    return { ...nothing, whyNot: ["its backend depends on more than its name"] };
  if (typeof end.backend !== "string") return { ...nothing, whyNot: ["HAProxy itself responds to it"] };
  const backend = proxies.find(({ name, isBackend }) => isBackend && name === end.backend);
  if (backend === undefined) return { ...nothing, whyNot: [`there is no backend ${end.backend}`] };
  const { servers, losses, whyNot } = adoptableServers(backend, slots);
  return {
    ...row,
    line: end.line,
    backend: backend.name,
    servers,
    losses: eachOnce([
      ...lossesOf(backend, proxy, pool, version),
      ...losses,
      ...lostRoutes(key, host, end, proxy, ground),
    ]),
    whyNot: isHttp(backend) ? whyNot : [...whyNot, `${nameOf(backend)} is not in mode http`],
  };
}

function eachOnce(losses: readonly Loss[]): readonly Loss[] {
  return losses.filter(({ what }, index) => losses.findIndex((loss) => loss.what === what) === index);
}

/** The rule that serves a name, or all names; none for a name that is refused, or only listed. */
function servingLine(
  { domain, host }: SiteName,
  proxy: ProxySection,
  maps: Maps,
  stopsOf: StopsOf,
): ConfigLine | undefined {
  if (host === undefined) return routeWith(proxy, domain);
  const end = endOf(stopsOf(proxy, host));
  return typeof end?.backend === "string" ? end.line : createSiteFinder(proxy, maps)(host)?.line;
}

/** Of the pools that the configuration has, or of those that a patch would add. */
function linesOfPools(
  proxies: readonly ProxySection[],
  [frontend]: readonly ProxySection[],
): readonly ConfigLine[] {
  const pool = proxies.find(({ name, isBackend }) => isBackend && name === "pool_1");
  if (pool !== undefined) return pool.effective;
  return withDefaultsOf(frontend, renderDefaults()).map((text) => ({ number: 0, ...splitWords(text) }));
}

function ourDomains({ mapFile, files = new Map() }: Pick<AuditSettings, "mapFile" | "files">) {
  const [, text = ""] = [...files].find(([file]) => isOurs({ file }, mapFile)) ?? [];
  return new Map(entriesOf(text));
}
