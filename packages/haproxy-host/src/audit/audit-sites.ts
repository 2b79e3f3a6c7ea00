import { exemption, foundIn, withoutFallback } from "./edit/exempt.js";
import { type AuditSettings, at, countOf, type Finding, placeOf } from "./finding.js";
import { isHttp, nameOf, type ProxySection } from "./model/proxy.js";
import { groupBy } from "./names.js";
import type { ConfigLine } from "./read/config-line.js";
import { isOurs, ourLookUps, ourRules } from "./request/look-ups.js";
import { entriesOf } from "./request/patterns.js";
import { createMaps, type Maps } from "./request/sample.js";
import { type Site, sitesOf } from "./request/sites.js";
import { endOf, reaches, trace } from "./request/trace.js";

/** Of the names that an audit follows through the rules. */
const NAMES_AT_MOST = 2_000;

/** Checks that our rules and the operator's own leave each other's names alone. */
export function auditSites(proxies: readonly ProxySection[], settings: AuditSettings): readonly Finding[] {
  const { mapFile, files = new Map() } = settings;
  const [, text = ""] = [...files].find(([file]) => isOurs({ file }, mapFile)) ?? [];
  const maps = createMaps(settings, new Map(entriesOf(text)));
  return proxies
    .filter((proxy) => proxy.isFrontend && isHttp(proxy) && ourLookUps(proxy, mapFile).length > 0)
    .flatMap((proxy) => [...hiddenSites(proxy, maps), ...hiddenDomains(proxy, maps)]);
}

/** A rule of ours that answers for names that other rules route. */
function hiddenSites(proxy: ProxySection, maps: Maps): readonly Finding[] {
  const ours = ourRules(proxy, maps.mapFile);
  const found = sitesOf(proxy, maps)
    .slice(0, NAMES_AT_MOST)
    .flatMap((site) => barriersOf(site, proxy, maps, ours).map((barrier) => ({ barrier, site })));
  return groupBy(found, ({ barrier }) => placeOf(barrier)).map((group): Finding => {
    const [{ barrier, site }] = group as readonly [(typeof found)[number], ...typeof found];
    const message = `this rule takes the requests for ${namesOf(group.map((one) => one.site.name))}, which ${placeOf(site.line)} should route`;
    return { severity: "error", ...at(barrier), message, remedy: narrowed(barrier, proxy, maps.mapFile) };
  });
}

/** The rules of ours that end requests for the site before they reach its own rule. */
function barriersOf(
  { name, line }: Site,
  proxy: ProxySection,
  maps: Maps,
  ours: ReadonlySet<ConfigLine>,
): readonly ConfigLine[] {
  const barriers = new Set<ConfigLine>();
  for (;;) {
    const stops = trace(proxy, name, maps, barriers);
    const end = endOf(stops);
    if (end === undefined || stops.some((stop) => stop.line === line)) return [...barriers];
    const unlisted = endOf(trace(proxy, name, { ...maps, domains: new Map() }, barriers));
    const isByName = unlisted?.line !== end.line || unlisted.backend !== end.backend;
    // a name of the map is meant to be routed by it
    if (!ours.has(end.line) || isByName) return [];
    barriers.add(end.line);
  }
}

/** Our 404 can go; our use_backend gets its condition. */
function narrowed(line: ConfigLine, proxy: ProxySection, mapFile: string): string {
  if (line.words[0] !== "use_backend") return `delete ${placeOf(line)}`;
  const target = withoutFallback(line.text.split(/\s(?:if|unless)\s/)[0] ?? "");
  return `replace ${placeOf(line)} with: ${target} if { ${foundIn(proxy, mapFile)} }`;
}

/** A rule of the operator's that takes the requests for names in the map. */
function hiddenDomains(proxy: ProxySection, maps: Maps): readonly Finding[] {
  const ours = ourRules(proxy, maps.mapFile);
  const found = [...maps.domains].slice(0, NAMES_AT_MOST).flatMap(([key, pool]) => {
    const name = key.startsWith(".") ? `any${key}` : key;
    const stops = trace(proxy, name, maps);
    const end = endOf(stops);
    const isHidden = end !== undefined && reaches(stops, pool) === false && !ours.has(end.line);
    return isHidden && end.line.words[0] !== "default_backend" ? [{ name: key, line: end.line }] : [];
  });
  return groupBy(found, ({ line }) => placeOf(line)).map((group): Finding => {
    const [{ line }] = group as readonly [(typeof found)[number], ...typeof found];
    const names = namesOf(group.map(({ name }) => name));
    const message = `this rule takes the requests for ${names} of ${maps.mapFile} before ours in ${nameOf(proxy)}`;
    const { remedy, hint } = exemption(line, proxy, maps.mapFile);
    const both = `remove the name from one of the two; or ${remedy}`;
    return { severity: "error", ...at(line), message, remedy: both, hint };
  });
}

function namesOf(names: readonly string[]): string {
  const [first = "", ...rest] = [...new Set(names)];
  return rest.length === 0 ? first : `${countOf(rest.length + 1, "name")} such as ${first}`;
}
