import { stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import {
  type AdoptableSite,
  adoptableSites,
  askFeatures,
  type ConfigFile,
  type ConfigPatch,
  patchConfig,
  unpatchConfig,
} from "@haproxy-mcp/haproxy-host";
import { createRuntimeApiClient, showInfo } from "@haproxy-mcp/runtime-api-client";
import { domainPatternSchema } from "@haproxy-mcp/validation";
import { auditSettings } from "../checks/configuration.js";
import { readConfigOnDisk } from "../haproxy/config-files.js";
import { configSettings, withoutLocalSocket } from "../haproxy/render-config.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";

/** Parts of a rendered configuration that a patch does not have. */
const FEATURES = { quic: false, prometheus: false };

/** A configuration of the operator's, and what adopting it would do. */
export interface Adoption {
  readonly files: readonly ConfigFile[];
  readonly patch: ConfigPatch;
  /** The files without our blocks. */
  readonly unpatched: readonly ConfigFile[];
  readonly sites: readonly AdoptableSite[];
  /** Where a file of the configuration is on this machine. */
  placeOf(file: string): string;
}

/**
 * @param path a file, or a folder of files `*.cfg`
 * @param site also judged where no rule lists it
 * @throws UserError if it can't be read
 */
export async function readAdoption(
  path: string,
  config: Config,
  site: string | undefined,
): Promise<Adoption> {
  const cannot = (cause: unknown): never => {
    throw new UserError(`${path} cannot be read: ${messageOf(cause)}; nothing was changed`);
  };
  const { config: files, files: others } = await readConfigOnDisk(path).catch(cannot);
  if (files.length === 0)
    throw new UserError(
      `${path} has no file *.cfg; nothing was changed. Give the configuration that HAProxy loads`,
    );
  const version = await versionOf(config);
  const isFolder = (await stat(path).catch(cannot)).isDirectory();
  const settings = auditSettings(config, others);
  const rendered = withoutLocalSocket(configSettings(config, FEATURES));
  return {
    files,
    patch: patchConfig(files, { ...rendered, ...settings }),
    unpatched: unpatchConfig(files),
    sites: adoptableSites(files, { ...settings, version }, site === undefined ? [] : [site]).map(asName),
    placeOf: (file) => (isFolder ? join(path, file) : path),
  };
}

/** A pool serves only names that can be added. */
function asName(site: AdoptableSite): AdoptableSite {
  const { error } = domainPatternSchema.safeParse(site.domain);
  if (error === undefined || site.whyNot.length > 0) return site;
  return { ...site, whyNot: [`the name ${error.issues[0]?.message}`] };
}

/** Of the HAProxy that runs, or the installed one. */
async function versionOf({ haproxy, host }: Config): Promise<string | undefined> {
  const runtime = createRuntimeApiClient({ address: haproxy.address });
  return runtime.execute(showInfo()).then(
    (info) => info.version,
    () =>
      askFeatures(host.binary).then(
        ({ version }) => version,
        () => undefined,
      ),
  );
}
