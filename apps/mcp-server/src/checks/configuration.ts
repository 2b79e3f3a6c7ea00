import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import { auditConfig, type HaproxyHost, HostError } from "@haproxy-mcp/haproxy-host";
import { countOf } from "../program/count-of.js";
import type { Config } from "../settings/config.js";
import { type Check, error, type Finding, grouped } from "./finding.js";

const HINTS = {
  "pool-count": "or set HAPROXY_POOL_COUNT",
  "routing-rules": "haproxy-mcp config --existing prints the rules",
} as const;

/** Finds what the configuration file lacks for our pools, line by line. */
export async function checkConfiguration({ haproxy, host }: Config, root: string): Promise<Check> {
  const file = join(root, host.configFile);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const remedy = "correct HAPROXY_CONFIG_FILE, or run haproxy-mcp init --write";
    return { findings: [error(`${file} cannot be read: ${messageOf(cause)}`, remedy)] };
  }
  const { address, mapFile, stateFile, poolCount, maxSlots } = haproxy;
  const found = auditConfig(text, {
    pools: { count: poolCount, slots: maxSlots },
    mapFile,
    stateFile,
    certsDir: host.certsDir,
    runtime: address,
  });
  const findings = found.map(({ hint, remedy, ...finding }) => ({
    ...finding,
    file: basename(file),
    remedy: hint === undefined ? remedy : `${remedy}; ${HINTS[hint]}`,
  }));
  return {
    findings: grouped(findings),
    fact: `${countOf(poolCount, "pool")} of ${countOf(maxSlots, "slot")}`,
  };
}

/** HAProxy's own check of its configuration. */
export async function checkVerdict(host: HaproxyHost, signal: AbortSignal): Promise<Check> {
  try {
    const { problems } = await host.check({ signal });
    const findings = problems.map(
      ({ severity, file, ...problem }): Finding => ({
        ...problem,
        severity: severity === "alert" ? "error" : "warning",
        file: file && basename(file),
        remedy: "correct the configuration; HAProxy's manual describes its keywords",
      }),
    );
    return { findings, fact: "HAProxy accepts the configuration" };
  } catch (cause) {
    const isMissing = HostError.isInstance(cause) && cause.code === "PROGRAM_MISSING";
    const remedy = isMissing
      ? "install it, or correct HAPROXY_HOST_KIND and HAPROXY_BIN"
      : "fix what the host check below reports";
    return { findings: [error(messageOf(cause), remedy)] };
  }
}
