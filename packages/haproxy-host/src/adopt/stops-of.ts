import type { ProxySection } from "../audit/model/proxy.js";
import type { ConfigLine } from "../audit/read/config-line.js";
import { ourRules } from "../audit/request/look-ups.js";
import type { Maps } from "../audit/request/sample.js";
import { type Stop, trace } from "../audit/request/trace.js";

/** The lines of a frontend that may end a request for a host. */
export type StopsOf = (proxy: ProxySection, host: string) => readonly Stop[];

/** As if our own rules were missing. */
export function createStopsOf(maps: Maps): StopsOf {
  const ours = new Map<ProxySection, ReadonlySet<ConfigLine>>();
  return (proxy, host) => {
    const known = ours.get(proxy) ?? ourRules(proxy, maps.mapFile);
    ours.set(proxy, known);
    return trace(proxy, host, maps, known);
  };
}

/** The route that a pattern decides on. */
export function routeWith(proxy: ProxySection, pattern: string): ConfigLine | undefined {
  const names = new Set(
    [...proxy.acls]
      .filter(([, acls]) => acls.some((acl) => acl.patterns.includes(pattern)))
      .map(([name]) => name),
  );
  return proxy.rules.find(
    ({ line, condition }) =>
      line.words[0] === "use_backend" &&
      condition?.alternatives
        .flat()
        .some(({ name = "", acl }) => names.has(name) || acl?.patterns.includes(pattern)),
  )?.line;
}
