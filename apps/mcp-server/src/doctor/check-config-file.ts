import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { auditConfig, type HaproxyHost, HostError } from "@haproxy-mcp/haproxy-host";
import { messageOf } from "../program/message-of.js";
import type { Config } from "../settings/config.js";
import { type Check, error, type Trouble, warning } from "./check.js";

const HINTS = {
  "pool-count": "or set HAPROXY_POOL_COUNT",
  "routing-rules": "haproxy-mcp config prints the rules",
} as const;

/** What the configuration lacks for our pools, line by line. */
export async function checkConfigFile({ haproxy, host }: Config, root: string): Promise<Check> {
  const name = "configuration";
  const place = join(root, host.configFile);
  let text: string;
  try {
    text = await readFile(place, "utf8");
  } catch (cause) {
    const mend = "correct HAPROXY_CONFIG_FILE, or call haproxy-mcp init";
    return { name, troubles: [error(`${place} cannot be read: ${messageOf(cause)}`, mend)] };
  }
  const { address } = haproxy;
  const findings = auditConfig(text, {
    pools: { count: haproxy.poolCount, slots: haproxy.maxSlots },
    mapFile: haproxy.mapFile,
    stateFile: haproxy.stateFile,
    certsDir: host.certsDir,
    runtime: "path" in address ? { path: address.path } : { port: address.port },
  });
  const file = basename(place);
  const troubles = findings.map(
    ({ severity, line, message, remedy, hint }): Trouble => ({
      severity,
      what: `${line === undefined ? file : `${file}:${line}`}: ${message}`,
      mend: hint === undefined ? remedy : `${remedy}; ${HINTS[hint]}`,
    }),
  );
  return { name, troubles, fact: `${haproxy.poolCount} pools of ${haproxy.maxSlots} slots` };
}

/** HAProxy's own verdict. */
export async function checkVerdict(host: HaproxyHost, signal: AbortSignal): Promise<Check> {
  const name = "HAProxy's verdict";
  try {
    const { problems } = await host.check({ signal });
    const troubles = problems.map(({ severity, message, file, line }): Trouble => {
      const what = file === undefined ? message : `${basename(file)}:${line}: ${message}`;
      const mend = "correct the configuration; HAProxy's manual has the words";
      return severity === "alert" ? error(what, mend) : warning(what, mend);
    });
    return { name, troubles, fact: "it takes the configuration" };
  } catch (cause) {
    return { name, troubles: [error(messageOf(cause), mendFor(cause))] };
  }
}

function mendFor(cause: unknown): string {
  if (HostError.isInstance(cause) && cause.code === "PROGRAM_MISSING")
    return "install it, or correct HAPROXY_HOST_KIND and HAPROXY_BIN";
  return "see what is said of the host below";
}
