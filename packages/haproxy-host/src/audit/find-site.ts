import type { AuditSettings } from "./finding.js";
import { proxiesOf } from "./model/proxy.js";
import { anonymousAcls } from "./model/rule.js";
import { type ConfigFile, readConfig } from "./read/read-config.js";
import { lookUpsOf } from "./request/look-ups.js";
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
  settings: Pick<AuditSettings, "mapFile" | "files">,
): FoundSite | undefined {
  return createFindSite(config, settings)(key);
}

/** {@link findSite} for many names: the configuration is read once. */
export function createFindSite(
  config: string | readonly ConfigFile[],
  { mapFile, files }: Pick<AuditSettings, "mapFile" | "files">,
): (key: string) => FoundSite | undefined {
  // what is not about the name is done once: with the files of large maps, it takes almost all of the time
  const domains = new Map<string, string>();
  const maps = createMaps({ mapFile, files }, domains);
  const frontends = proxiesOf(readConfig(config).sections)
    .filter(({ isFrontend }) => isFrontend)
    .map((proxy) => ({ proxy, siteOf: createSiteFinder(proxy, maps) }));
  return (key) => {
    domains.clear();
    domains.set(key, "pool");
    for (const { proxy, siteOf } of frontends) {
      const site = key.startsWith(".")
        ? (siteOf(`any${key}`) ?? sitesOf(proxy, maps).find(({ name }) => name.endsWith(key)))
        : siteOf(key);
      if (site !== undefined)
        return { ...site, keepsRequests: endOf(trace(proxy, site.name, maps))?.line === site.line };
    }
    return undefined;
  };
}

/** The files of patterns and other maps that rules depend on, as the configuration names them. Pure. */
export function referencedFiles(config: string | readonly ConfigFile[]): readonly string[] {
  const frontends = proxiesOf(readConfig(config).sections).filter(({ isFrontend }) => isFrontend);
  const files = frontends.flatMap((proxy) => [
    ...lookUpsOf(proxy).map(({ file }) => file),
    ...[...proxy.acls.values(), proxy.rules.flatMap(anonymousAcls)].flat().flatMap((acl) => acl.files),
  ]);
  return [...new Set(files)];
}
