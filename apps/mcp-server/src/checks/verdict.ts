import { basename } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import { type CheckResult, checkConfigFile, type HaproxyHost, HostError } from "@haproxy-mcp/haproxy-host";
import type { Config } from "../settings/config.js";
import { type Check, error, type Finding } from "./finding.js";

const CORRECT = "correct the configuration; HAProxy's manual describes its keywords";

const NO_REASON = "haproxy -c refuses it and printed no reason";
const RUN_IT =
  "run haproxy -c -f with the configuration's path as the user that runs HAProxy; the kernel's log shows whether it was killed";

/** HAProxy's own check of its configuration. */
export async function checkVerdict(host: HaproxyHost, signal: AbortSignal): Promise<Check> {
  try {
    return verdictOf(await host.check({ signal }), CORRECT);
  } catch (cause) {
    const isMissing = HostError.isInstance(cause) && cause.code === "PROGRAM_MISSING";
    const remedy = isMissing
      ? "install it, or correct HAPROXY_HOST_KIND and HAPROXY_BIN"
      : "fix what the host check below reports";
    return { findings: [error(messageOf(cause), remedy)] };
  }
}

/** With `HAPROXY_HOST_KIND=none`: the check of an HAProxy that is installed here, though another one may run. */
export async function checkInstalledVerdict({ host }: Config, signal: AbortSignal): Promise<Check> {
  try {
    const verdict = await checkConfigFile(host.binary, host.configFile, { signal });
    const remedy = `${CORRECT}. If HAProxy runs elsewhere, with other paths, check it there`;
    return verdictOf(verdict, remedy);
  } catch (cause) {
    if (HostError.isInstance(cause) && cause.code === "PROGRAM_MISSING")
      return { findings: [], fact: "not asked: HAProxy is not installed here" };
    return { findings: [error(messageOf(cause), "correct HAPROXY_BIN")] };
  }
}

function verdictOf({ ok, problems }: CheckResult, remedy: string): Check {
  const findings = problems.map(
    ({ severity, file, ...problem }): Finding => ({
      ...problem,
      severity: severity === "alert" ? "error" : "warning",
      file: file && basename(file),
      remedy,
    }),
  );
  const isExplained = findings.some(({ severity }) => severity === "error");
  if (!ok && !isExplained) return { findings: [error(NO_REASON, RUN_IT), ...findings] };
  return { findings, fact: "HAProxy accepts the configuration" };
}
