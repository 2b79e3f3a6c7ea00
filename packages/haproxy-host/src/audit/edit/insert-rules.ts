import { placeOf } from "../finding.js";
import { type ProxySection, withLines } from "../model/proxy.js";
import { barriersOf } from "../request/barriers.js";
import { PROBE } from "../request/probe.js";
import type { Maps } from "../request/sample.js";
import { exempted, isRoute, placeOfRoutes } from "./exempt.js";
import { routingRules } from "./routing-rules.js";

/** The exception that our own 404 has. */
const IS_EXEMPT = /!\s*\{ var\(txn\.pool\) -m found \}/;

/**
 * Where a frontend takes our routing rules: above its own routes, and above rules that would end requests before them; these get an
 * exception. The sites of its own rules keep working, because ours take only the names of the map.
 */
export function describeInsertion(proxy: ProxySection, maps: Maps): string {
  const routes = placeOfRoutes(proxy);
  const changed = inserted(proxy, maps.mapFile);
  const barriers = [PROBE.name, PROBE.belowWildcard].flatMap((probe) => barriersOf(changed, probe, maps));
  const own = proxy.lines.filter((line) => barriers.includes(line));
  const exceptions = own
    .filter(({ text }) => !IS_EXEMPT.test(text))
    .map((line) => exempted(line, changed, maps.mapFile));
  const [first] = own;
  const place =
    first === undefined || isRoute(first)
      ? routes
      : `above ${placeOf(first)}, and their use_backend ${routes}`;
  return [`insert the routing rules ${place}`, ...exceptions].join("; ");
}

/** The frontend with our rules above its routes. */
function inserted(proxy: ProxySection, mapFile: string): ProxySection {
  const at = proxy.effective.findIndex(isRoute);
  const place = at === -1 ? proxy.effective.length : at;
  return withLines(proxy, proxy.effective.toSpliced(place, 0, ...routingRules(mapFile)));
}
