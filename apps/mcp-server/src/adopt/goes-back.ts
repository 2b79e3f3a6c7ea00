import { adoptableSites, referencedFiles } from "@haproxy-mcp/haproxy-host";
import type { DomainPattern } from "@haproxy-mcp/validation";
import { auditSettings } from "../checks/configuration.js";
import { readConfigOnDisk } from "../haproxy/config-files.js";
import type { Config } from "../settings/config.js";

/**
 * Whether the operator's configuration serves a name once no pool does: by a rule about it, or by the backend that it was taken over
 * from. `true`, too, if that can't be decided from here.
 */
export type GoesBack = (domain: DomainPattern, backend: unknown) => Promise<boolean>;

/** Asks the configuration on disk. */
export function createGoesBack(config: Config): GoesBack {
  return (domain, backend) => isServed(config, domain, backend).catch(() => true);
}

/** @throws Error if the configuration can't be read */
async function isServed(config: Config, domain: DomainPattern, backend: unknown): Promise<boolean> {
  const found = await readConfigOnDisk(config.host.configFile);
  const isWhole = referencedFiles(found.config).every((file) => found.files.has(file));
  if (found.config.length === 0 || !isWhole) return true;
  const sites = adoptableSites(found.config, auditSettings(config, found.files), [domain]);
  const site = sites.find((one) => one.domain === domain);
  if (site === undefined) return false;
  const isRule = site.line.words[0] !== "default_backend" && site.line.words[0] !== "listen";
  return isRule || site.backend === backend;
}
