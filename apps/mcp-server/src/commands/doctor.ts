import { type Check, warning } from "../doctor/check.js";
import { checkConfigFile, checkVerdict } from "../doctor/check-config-file.js";
import { checkHost } from "../doctor/check-host.js";
import { checkInstallation } from "../doctor/check-installation.js";
import { checkDrift, checkRuntimeApi } from "../doctor/check-runtime.js";
import { checkCertificateFiles, checkToken } from "../doctor/check-secrets.js";
import { checkState } from "../doctor/check-state.js";
import { installedProgram } from "../init/installed-program.js";
import { createLog } from "../program/log.js";
import { createServices } from "../services.js";
import type { Config } from "../settings/config.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { defineVerb } from "./verb.js";

export const doctor = defineVerb({
  name: "doctor",
  summary: "check everything and show how to fix what it finds; exits with 1 when something does not work",
  options: {
    root: {
      type: "string",
      value: "DIR",
      default: "/",
      summary: "check only the files, below another folder",
    },
    program: {
      type: "string",
      value: "PATH",
      summary: "the program that the units start (default: this one)",
    },
  },
  async run({ environment, options: { root, program = installedProgram() }, signal }) {
    const config = await loadMachineConfig(environment, { LOG_LEVEL: "ERROR" });
    const settings = config.unknown.map((what) =>
      warning(what, "correct or remove it; docs/settings.md lists all"),
    );
    const files = [
      ...(settings.length > 0 ? [{ name: "settings", troubles: settings }] : []),
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
  },
});

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
