import { isDeepStrictEqual } from "node:util";
import { type ConfigFile, createFindSite, type FoundSite, type SiteSearch } from "@haproxy-mcp/haproxy-host";
import { mapKey } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";
import type { Config } from "../settings/config.js";
import { readConfigFiles, readReferencedFiles } from "./config-files.js";

/** A rule of the operator's that serves a name. */
export interface OperatorSite {
  /** The name that it serves; for a wildcard, one below it. */
  readonly name: string;
  /** `haproxy.cfg:12: use_backend shop if is_shop`. */
  readonly rule: string;
  /** Whether the rule keeps the requests even if the map has the name. */
  readonly keepsRequests: boolean;
}

export type FindOperatorSite = (domain: DomainPattern) => Promise<OperatorSite | undefined>;

/** Asks the configuration on disk; finds nothing if it can't be read from here. */
export function createSiteSearch({ haproxy, host }: Pick<Config, "haproxy" | "host">): FindOperatorSite {
  const { configFile } = host;
  /** Parsing takes far longer than reading: the same texts are parsed once. */
  let last: { readonly config: readonly ConfigFile[]; readonly search: SiteSearch } | undefined;
  const read = async (): Promise<(key: string) => FoundSite | undefined> => {
    const config = await readConfigFiles(configFile);
    const { search } =
      last !== undefined && isDeepStrictEqual(config, last.config)
        ? last
        : { search: createFindSite(config, haproxy.mapFile) };
    last = { config, search };
    return search.withFiles(await readReferencedFiles(search.files, configFile));
  };
  /** Searches that begin together share one reading. */
  let reading: Promise<Awaited<ReturnType<typeof read>> | undefined> | undefined;
  return async (domain) => {
    reading ??= read()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      });
    const find = await reading;
    const site = find?.(mapKey(domain));
    if (site === undefined) return undefined;
    const { name, line, keepsRequests } = site;
    return { name, rule: `${line.file}:${line.number}: ${line.text}`, keepsRequests };
  };
}
