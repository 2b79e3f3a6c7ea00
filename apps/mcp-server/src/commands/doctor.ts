import { parseArgs } from "node:util";
import type { Config } from "../config.js";
import type { Check } from "../doctor/check.js";
import { checkConfigFile, checkVerdict } from "../doctor/check-config-file.js";
import { checkHost } from "../doctor/check-host.js";
import { checkInstallation } from "../doctor/check-installation.js";
import { checkDrift, checkRuntimeApi } from "../doctor/check-runtime.js";
import { checkCertificateFiles, checkToken } from "../doctor/check-secrets.js";
import { checkState } from "../doctor/check-state.js";
import { installedProgram } from "../init/installed-program.js";
import { createLog } from "../log.js";
import { createServices } from "../services.js";
import { UserError } from "../user-error.js";

interface DoctorOptions {
  readonly root: string;
  readonly program: string;
}

/**
 * `haproxy-mcp doctor [--root DIR] [--program PATH]`: checks everything, and says how to mend each finding. Below another root nothing runs,
 * and only files are looked at.
 *
 * @returns the exit code: 0, or 1 when something does not work
 */
export async function doctor(config: Config, args: readonly string[], signal: AbortSignal): Promise<number> {
  const { root, program } = parseDoctorOptions(args);
  const files = [
    checkInstallation(config, program, root),
    checkConfigFile(config, root),
    checkState(config, root, signal),
    checkCertificateFiles(config, root),
    checkToken(config, root),
  ];
  const checks = await Promise.all([...files, ...(root === "/" ? checkRunning(config, signal) : [])]);
  for (const check of checks) print(check);
  const troubles = checks.flatMap((check) => check.troubles);
  const errors = troubles.filter(({ severity }) => severity === "error").length;
  const warnings = troubles.length - errors;
  process.stdout.write(`\n${errors} errors, ${warnings} warnings\n`);
  return errors === 0 ? 0 : 1;
}

function checkRunning(config: Config, signal: AbortSignal): readonly Promise<Check>[] {
  const { host, loadBalancer, runtime } = createServices(config, createLog(config.logLevel));
  return [
    ...(host === undefined ? [] : [checkVerdict(host, signal), checkHost(host, signal)]),
    checkRuntimeApi(runtime, signal),
    checkDrift(loadBalancer, signal),
  ];
}

function print({ name, troubles, fact = "" }: Check): void {
  if (troubles.length === 0) process.stdout.write(`ok       ${name}: ${fact}\n`);
  for (const { severity, what, mend } of troubles)
    process.stdout.write(`${severity.padEnd(8)} ${name}: ${what}\n         → ${mend}\n`);
}

function parseDoctorOptions(args: readonly string[]): DoctorOptions {
  try {
    return parseArgs({
      args: [...args],
      options: {
        root: { type: "string", default: "/" },
        program: { type: "string", default: installedProgram() },
      },
    }).values;
  } catch (cause) {
    throw new UserError((cause as Error).message);
  }
}
