import { exemption, isRoute } from "./edit/exempt.js";
import { describeInsertion } from "./edit/insert-rules.js";
import { type AuditSettings, at, type Finding, placeOf } from "./finding.js";
import { isHttp, nameOf, type ProxySection, withLines } from "./model/proxy.js";
import { splitWords } from "./read/split-words.js";
import { barriersOf } from "./request/barriers.js";
import { isOurs, ourLookUps, poolVariables } from "./request/look-ups.js";
import { AROUND, PROBE, PROBE_POOL, probeMaps } from "./request/probe.js";
import type { Maps } from "./request/sample.js";
import { reaches, trace } from "./request/trace.js";

/** Checks the way from host to pool with requests for names that `domains.map` is assumed to have. */
export function auditRouting(proxies: readonly ProxySection[], settings: AuditSettings): readonly Finding[] {
  const frontends = proxies.filter((proxy) => proxy.isFrontend && isHttp(proxy));
  const routing = frontends.filter((proxy) => ourLookUps(proxy, settings.mapFile).length > 0);
  const maps = probeMaps(settings);
  if (routing.length === 0) return [withoutLookUps(frontends, maps)];
  return routing.flatMap((proxy) => auditFrontend(proxy, maps));
}

function withoutLookUps(frontends: readonly ProxySection[], maps: Maps): Finding {
  const message = `no frontend looks names up in ${maps.mapFile}: no domain is routed`;
  // one without a route only redirects, or shows statistics
  const routes = frontends.filter(({ isBackend, effective }) => isBackend || effective.some(isRoute));
  const remedy =
    routes.length === 0
      ? "append a frontend with the routing rules"
      : routes.map((proxy) => describeInsertion(proxy, maps)).join("; ");
  return { severity: "error", message, remedy, hint: "routing-rules" };
}

function auditFrontend(proxy: ProxySection, maps: Maps): readonly Finding[] {
  const to = (host: string) => reaches(trace(proxy, host, maps), PROBE_POOL);
  const barriers = barriersOf(proxy, PROBE.name, maps);
  if (barriers.length > 0) return barriers.map((line) => barredBy(line, proxy, maps));
  if (to(PROBE.name) === false) return [unused(proxy, maps)];
  if (AROUND.some((host) => to(host) === true)) return [matchesAround(proxy, maps)];
  return lostNames(proxy, maps);
}

/** Names that are written in another way, and wildcards. */
function lostNames(proxy: ProxySection, maps: Maps): readonly Finding[] {
  const isLost = (host: string) => reaches(trace(proxy, host, maps), PROBE_POOL) === false;
  const lost = [
    isLost(PROBE.name.toUpperCase()) ? "names in capitals" : [],
    isLost(`${PROBE.name}:8080`) ? "names with a port" : [],
    isLost(PROBE.belowWildcard) ? "wildcards such as *.example.com" : [],
  ].flat();
  if (lost.length === 0) return [];
  const [first] = ourLookUps(proxy, maps.mapFile);
  const message = `${nameOf(proxy)} does not route ${lost.join(", ")}`;
  const remedy = describeInsertion(proxy, maps);
  return [{ severity: "warning", ...(first && at(first.line)), message, remedy, hint: "routing-rules" }];
}

function barredBy(line: ProxySection["heading"], proxy: ProxySection, { mapFile }: Maps): Finding {
  const message = `this rule takes requests for every name that it does not list, before ${nameOf(proxy)} routes the names of ${mapFile}`;
  return { severity: "error", ...at(line), message, ...exemption(line, proxy, mapFile) };
}

function unused(proxy: ProxySection, { mapFile }: Maps): Finding {
  const [variable = "txn.pool"] = poolVariables(proxy, mapFile);
  const message = `no use_backend in ${nameOf(proxy)} takes its name from ${mapFile}: what is found there is not used`;
  const remedy = `add to ${nameOf(proxy)}: use_backend %[var(${variable})] if { var(${variable}) -m found }`;
  return { severity: "error", ...at(proxy.heading), message, remedy };
}

/** `map_dom` and the like. */
function matchesAround(proxy: ProxySection, maps: Maps): Finding {
  const { mapFile } = maps;
  const wide = ourLookUps(proxy, mapFile).filter(({ converter }) => !/^map(?:_str){0,2}$/.test(converter));
  const [first] = wide;
  if (first === undefined) {
    const message = `${nameOf(proxy)} cuts names before it looks them up in ${mapFile}: one domain gets the requests for others`;
    const remedy = describeInsertion(proxy, maps);
    return { severity: "error", ...at(proxy.heading), message, remedy, hint: "routing-rules" };
  }
  const lines = [...new Set(wide.map(({ line }) => line))];
  const message = `${first.converter} matches names below and around those in ${mapFile}: shop.example.com may get the servers of example.com, and so may names of others`;
  const edits = lines.map((line) => `replace ${placeOf(line)} with: ${exact(line.text, mapFile)}`);
  const [lost] = lostNames(withExact(proxy, mapFile), maps);
  return {
    severity: "error",
    ...at(first.line),
    message,
    remedy: [...edits, lost?.remedy ?? []].flat().join("; "),
    hint: lost?.hint,
    lines: lines.length > 1 ? lines : undefined,
  };
}

/** The same line with `map_str`. */
function exact(text: string, mapFile: string): string {
  return text.replace(/\bmap_[a-z_]+\(([^,)]+)/g, (whole, file: string) =>
    isOurs({ file }, mapFile) ? `map_str(${file}` : whole,
  );
}

function withExact(proxy: ProxySection, mapFile: string): ProxySection {
  const changed = (line: ProxySection["heading"]) => {
    const text = exact(line.text, mapFile);
    return text === line.text ? line : { ...line, ...splitWords(text) };
  };
  return withLines({ ...proxy, lines: proxy.lines.map(changed) }, proxy.effective.map(changed));
}
