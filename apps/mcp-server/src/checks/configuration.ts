import { join } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import { type AuditSettings, auditConfig } from "@haproxy-mcp/haproxy-host";
import { type ConfigOnDisk, readConfigOnDisk } from "../haproxy/config-files.js";
import { countOf } from "../program/count-of.js";
import type { Config } from "../settings/config.js";
import type { DescriptorLimits } from "./descriptor-limits.js";
import { type Check, error, type Finding } from "./finding.js";

const HINTS = {
  "pool-count": () => "or set HAPROXY_POOL_COUNT",
  pools: (file: string) => `${adopting(file)}; haproxy-mcp config --existing prints them as part 3`,
  "routing-rules": (file: string) => `${adopting(file)}; haproxy-mcp config --existing prints them as part 2`,
} as const;
const adopting = (file: string) => `haproxy-mcp adopt ${file} --write adds them`;

const REPORT_BUG = "HAProxy is not affected; report this as a bug of haproxy-mcp, with the configuration";

/** Finds what the configuration lacks for our pools: one finding for each cause. */
export async function checkConfiguration(
  config: Config,
  root: string,
  limits?: Promise<DescriptorLimits | undefined>,
): Promise<Check> {
  const path = join(root, config.host.configFile);
  const { poolCount, maxSlots } = config.haproxy;
  try {
    const found = await readConfigOnDisk(path, root);
    const fact = `${countOf(poolCount, "pool")} of ${countOf(maxSlots, "slot")}`;
    return { findings: findingsIn(found, config, await limits), fact };
  } catch (cause) {
    const remedy = "correct HAPROXY_CONFIG_FILE, or run haproxy-mcp init --write";
    return { findings: [error(`${path} cannot be read: ${messageOf(cause)}`, remedy)] };
  }
}

/** The findings, computed again when the configuration changes; `undefined` if it can't be read from here. */
export function createConfigurationWatch(config: Config): () => Promise<readonly Finding[] | undefined> {
  let seen = "";
  let findings: readonly Finding[] = [];
  return async () => {
    const found = await readConfigOnDisk(config.host.configFile).catch(() => undefined);
    if (found === undefined) return undefined;
    const now = JSON.stringify([found.config, [...found.files]]);
    if (now !== seen) findings = findingsIn(found, config);
    seen = now;
    return findings;
  };
}

/** @param files that the configuration refers to, by their names in it */
export function auditSettings({ haproxy, host }: Config, files: ConfigOnDisk["files"]): AuditSettings {
  const { address, mapFile, stateFile, poolCount, maxSlots } = haproxy;
  const pools = { count: poolCount, slots: maxSlots };
  return { pools, mapFile, stateFile, certsDir: host.certsDir, runtime: address, files };
}

function findingsIn(
  { config, files }: ConfigOnDisk,
  settings: Config,
  limits?: DescriptorLimits,
): readonly Finding[] {
  const [first] = config;
  const audited = { ...auditSettings(settings, files), limits };
  let found: ReturnType<typeof auditConfig>;
  try {
    found = auditConfig(first !== undefined && config.length === 1 ? first.text : config, audited);
  } catch (cause) {
    const message = `the audit of this configuration failed: ${messageOf(cause)}`;
    return [{ ...error(message, REPORT_BUG), file: first?.file }];
  }
  return found.map(({ hint, remedy, lines, ...finding }): Finding => {
    const file = finding.file ?? first?.file;
    return {
      ...finding,
      file,
      remedy: hint === undefined ? remedy : `${remedy}; ${HINTS[hint](settings.host.configFile)}`,
      details: lines?.map((line) => `${line.file ?? file}:${line.number}: ${line.text}`),
    };
  });
}
