import type { Acl } from "../model/acl.js";
import type { ProxySection } from "../model/proxy.js";
import { anonymousAcls } from "../model/rule.js";
import type { ConfigLine } from "../read/config-line.js";
import { comparesHost, methodOf, patternsOf } from "./condition.js";
import { isOurs, lookUpsOf, ourRules } from "./look-ups.js";
import type { Entries } from "./patterns.js";
import type { Maps } from "./sample.js";
import { type Stop, trace } from "./trace.js";

/** A name that a rule of the operator's serves. */
export interface Site {
  readonly name: string;
  readonly line: ConfigLine;
  /** Absent if HAProxy responds itself, such as with a redirect. */
  readonly backend?: string | undefined;
}

/** A name that no configuration has. */
const STRANGER = "stranger.haproxy-mcp.invalid";
const NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/;

/** The names that the rules of a frontend list and serve, besides those of our map. */
export function sitesOf(proxy: ProxySection, maps: Maps): readonly Site[] {
  const siteOf = createSiteFinder(proxy, maps);
  return listedNames(proxy, maps).flatMap((name) => siteOf(name) ?? []);
}

/** Finds the rule of the operator's that serves a name: one that takes it, and not every name. */
export function createSiteFinder(proxy: ProxySection, maps: Maps): (name: string) => Site | undefined {
  const ours = ourRules(proxy, maps.mapFile);
  const others = new Map(trace(proxy, STRANGER, maps, ours).map((stop) => [stop.line, stop.backend]));
  const isSpecific = ({ line, backend }: Stop) => !others.has(line) || others.get(line) !== backend;
  return (name) => {
    const stops = trace(proxy, name, maps, ours).filter((stop) => isServing(stop) && isSpecific(stop));
    const stop = stops.find(({ backend }) => typeof backend === "string") ?? stops[0];
    return stop && { name, line: stop.line, backend: stop.backend ?? undefined };
  };
}

/** Whether it sends the request somewhere: a name that is refused is no site. */
function isServing({ line, backend }: Stop): boolean {
  const [keyword, action = ""] = line.words;
  if (backend === null) return false;
  return keyword === "use_backend" || keyword === "redirect" || action === "redirect" || action === "return";
}

/** The names in the conditions of a frontend, with the keys of other maps. */
export function listedNames(proxy: ProxySection, { mapFile, files }: Maps): readonly string[] {
  const acls = [...[...proxy.acls.values()].flat(), ...proxy.rules.flatMap(anonymousAcls)];
  const keys = lookUpsOf(proxy)
    .filter((lookUp) => !isOurs(lookUp, mapFile))
    .flatMap(({ file }) => (files.get(file) ?? []).map(([key]) => key));
  const names = [...acls.flatMap((acl) => examplesOf(acl, files)), ...keys];
  return [...new Set(names)].filter((name) => NAME.test(name));
}

/** A name that each pattern matches. */
function examplesOf(acl: Acl, files: ReadonlyMap<string, Entries>): readonly string[] {
  if (!comparesHost(acl)) return [];
  const patterns = (patternsOf(acl, files) ?? acl.patterns).map((text) =>
    text.toLowerCase().replace(/:\d+$/, ""),
  );
  switch (methodOf(acl)) {
    case "reg":
      return [];
    case "end":
      return patterns.map((text) => (text.startsWith(".") ? `any${text}` : text));
    case "beg":
      return patterns.map((text) => (text.endsWith(".") ? `${text}example` : text));
    default:
      return patterns;
  }
}
