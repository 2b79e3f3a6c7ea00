import { HostError } from "../errors.js";
import { type ProgramResult, type RunProgram, runProgram } from "../program/run-program.js";
import type { CheckOptions, CheckResult } from "./host.js";
import { describeProblem, parseProblems } from "./parse-problems.js";

export const HOW_TO_INSTALL = "install it; on Debian: apt-get install haproxy";

/**
 * Runs `haproxy -c` on this machine.
 *
 * @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED`, `CANCELLED`
 */
export async function checkConfig(
  run: RunProgram,
  binary: string,
  configFile: string,
  { files = [configFile], ...options }: CheckOptions = {},
): Promise<CheckResult> {
  const args = ["-c", ...files.flatMap((file) => ["-f", file])];
  return verdictOf(await run(binary, args, { ...options, howToInstall: HOW_TO_INSTALL }));
}

/**
 * The verdict of the HAProxy that is installed on this machine, whether it or another runs with the configuration.
 *
 * @param binary found on PATH, or an absolute path
 * @param configFile a file, or a folder of files `*.cfg`
 * @throws HostError `PROGRAM_MISSING`, `PROGRAM_FAILED`, `CANCELLED`
 */
export function checkConfigFile(
  binary: string,
  configFile: string,
  options?: CheckOptions,
): Promise<CheckResult> {
  return checkConfig(runProgram, binary, configFile, options);
}

/** The exit code is the verdict: 2.6 prints "valid", 3.4 prints nothing. */
export function verdictOf({ exitCode, stdout, stderr }: ProgramResult): CheckResult {
  const output = `${stdout}\n${stderr}`;
  const problems = parseProblems(output);
  const ok = exitCode === 0;
  if (ok || problems.some(({ severity }) => severity === "alert")) return { ok, problems };
  // without a listener, HAProxy says in a line of its own that it would not start
  const message = output.split("\n").findLast((line) => /^\s*[^\s[|]/.test(line));
  return { ok, problems: message === undefined ? problems : [...problems, { severity: "alert", message }] };
}

/** @throws HostError `CONFIG_REFUSED` with HAProxy's alerts */
export function assertAccepted({ ok, problems }: CheckResult): void {
  if (ok) return;
  const alerts = problems.filter(({ severity }) => severity === "alert").map(describeProblem);
  const reason = alerts.length === 0 ? " and printed no reason" : `:\n${alerts.join("\n")}`;
  throw new HostError("CONFIG_REFUSED", `HAProxy rejected the configuration${reason}`);
}
