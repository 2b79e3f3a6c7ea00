import { join } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import { auditConfig } from "@haproxy-mcp/haproxy-host";
import { readConfigOnDisk } from "../haproxy/config-files.js";
import { countOf } from "../program/count-of.js";
import type { Config } from "../settings/config.js";
import type { DescriptorLimits } from "./descriptor-limits.js";
import { type Check, error, type Finding } from "./finding.js";

const HINTS = {
  "pool-count": "or set HAPROXY_POOL_COUNT",
  pools: "haproxy-mcp config --existing prints them as part 3",
  "routing-rules": "haproxy-mcp config --existing prints them as part 2",
} as const;

/** Finds what the configuration lacks for our pools: one finding for each cause. */
export async function checkConfiguration(
  { haproxy, host }: Config,
  root: string,
  limits?: Promise<DescriptorLimits | undefined>,
): Promise<Check> {
  const path = join(root, host.configFile);
  const { address, mapFile, stateFile, poolCount, maxSlots } = haproxy;
  try {
    const { config, files } = await readConfigOnDisk(path);
    const isOne = config.length === 1;
    const found = auditConfig(isOne ? (config[0]?.text ?? "") : config, {
      pools: { count: poolCount, slots: maxSlots },
      mapFile,
      stateFile,
      certsDir: host.certsDir,
      runtime: address,
      files,
      limits: await limits,
    });
    const findings = found.map(({ hint, remedy, lines, ...finding }): Finding => {
      const file = finding.file ?? config[0]?.file;
      return {
        ...finding,
        file,
        remedy: hint === undefined ? remedy : `${remedy}; ${HINTS[hint]}`,
        details: lines?.map((line) => `${line.file ?? file}:${line.number}: ${line.text}`),
      };
    });
    return { findings, fact: `${countOf(poolCount, "pool")} of ${countOf(maxSlots, "slot")}` };
  } catch (cause) {
    const remedy = "correct HAPROXY_CONFIG_FILE, or run haproxy-mcp init --write";
    return { findings: [error(`${path} cannot be read: ${messageOf(cause)}`, remedy)] };
  }
}
