import type { AuditSettings } from "./finding.js";
import { type ProxySection, proxiesOf } from "./model/proxy.js";
import { anonymousAcls } from "./model/rule.js";
import { type ConfigFile, readConfig } from "./read/read-config.js";
import { isOurs, lookUpsOf } from "./request/look-ups.js";
import { createMaps } from "./request/sample.js";
import { createSiteFinder, type Site, sitesOf } from "./request/sites.js";
import { endOf, trace } from "./request/trace.js";

/** A name of the operator's that a new domain would take. */
export interface FoundSite extends Site {
  /** Whether the rule keeps the requests even if our map has the name. */
  readonly keepsRequests: boolean;
}

/**
 * The operator's own rule that serves a name, or for a wildcard (`.example.com`) one of the names that it matches; `undefined` if there
 * is none, or if that can't be decided from the host alone. Pure.
 */
export function findSite(
  config: string | readonly ConfigFile[],
  key: string,
  { mapFile, files = new Map() }: Pick<AuditSettings, "mapFile" | "files">,
): FoundSite | undefined {
  return createFindSite(config, mapFile).withFiles(files)(key);
}

/** {@link findSite} for many names, and for files that change: the configuration is read once. */
export interface SiteSearch {
  /** As {@link referencedFiles}, without our own map. */
  readonly files: readonly string[];
  /** With the texts of those files. */
  withFiles(files: ReadonlyMap<string, string>): (key: string) => FoundSite | undefined;
}

/**
 * Makes a search for the rules of a configuration that serve a name before the map of domains is asked.
 *
 * @param config text of `haproxy.cfg`, or its files in the order in which HAProxy reads them
 * @param mapFile the map of domains, whose own rules are no site
 */
export function createFindSite(config: string | readonly ConfigFile[], mapFile: string): SiteSearch {
  const frontends = frontendsOf(config);
  return {
    files: filesOf(frontends).filter((file) => !isOurs({ file }, mapFile)),
    withFiles(files) {
      // what is not about the name is done once: with the files of large maps, it takes almost all of the time
      const domains = new Map<string, string>();
      const maps = createMaps({ mapFile, files }, domains);
      const finders = frontends.map((proxy) => ({ proxy, siteOf: createSiteFinder(proxy, maps) }));
      return (key) => {
        domains.clear();
        domains.set(key, "pool");
        for (const { proxy, siteOf } of finders) {
          const site = key.startsWith(".")
            ? (siteOf(`any${key}`) ?? sitesOf(proxy, maps).find(({ name }) => name.endsWith(key)))
            : siteOf(key);
          if (site !== undefined)
            return { ...site, keepsRequests: endOf(trace(proxy, site.name, maps))?.line === site.line };
        }
        return undefined;
      };
    },
  };
}

/** The files of patterns and other maps that rules depend on, as the configuration names them. Pure. */
export function referencedFiles(config: string | readonly ConfigFile[]): readonly string[] {
  return filesOf(frontendsOf(config));
}

function frontendsOf(config: string | readonly ConfigFile[]): readonly ProxySection[] {
  return proxiesOf(readConfig(config).sections).filter(({ isFrontend }) => isFrontend);
}

function filesOf(frontends: readonly ProxySection[]): readonly string[] {
  const files = frontends.flatMap((proxy) => [
    ...lookUpsOf(proxy).map(({ file }) => file),
    ...[...proxy.acls.values(), proxy.rules.flatMap(anonymousAcls)].flat().flatMap((acl) => acl.files),
  ]);
  return [...new Set(files)];
}
