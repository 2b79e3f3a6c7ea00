import { execFile } from "node:child_process";
import { HostError } from "./errors.js";
import type { CheckResult, ConfigProblem, HostOptions } from "./host.js";
import { programEnvironment } from "./program-environment.js";

const CHECK_LIMIT_MS = 30_000;
const LINE = /^\[(ALERT|WARNING)\]\s+\(\d+\)\s+: (?:config : )?(.*)$/;
const PLACE = /^parsing \[(.+):(\d+)\]\s*:\s*(.*)$/;

/** Runs `haproxy -c`. Its exit code is the verdict: 2.6 prints "valid", 3.4 prints nothing. */
export function checkConfig(
  binary: string,
  configFile: string,
  { signal }: HostOptions = {},
): Promise<CheckResult> {
  return new Promise((resolve, reject) => {
    const options = { timeout: CHECK_LIMIT_MS, env: programEnvironment(), ...(signal && { signal }) };
    execFile(binary, ["-c", "-f", configFile], options, (error, stdout, stderr) => {
      const problems = parseProblems(`${stdout}\n${stderr}`);
      if (error === null) return resolve({ ok: true, problems });
      if (typeof error.code === "number") return resolve({ ok: false, problems });
      reject(notRun(error, binary, signal));
    });
  });
}

/** @throws HostError `CONFIG_REFUSED` with HAProxy's alerts */
export async function assertConfigValid(
  binary: string,
  configFile: string,
  options?: HostOptions,
): Promise<void> {
  const { ok, problems } = await checkConfig(binary, configFile, options);
  if (ok) return;
  const alerts = problems.filter(({ severity }) => severity === "alert").map(describe);
  throw new HostError("CONFIG_REFUSED", `HAProxy refuses ${configFile}:\n${alerts.join("\n")}`);
}

/** The alerts and warnings in what HAProxy printed. */
export function parseProblems(output: string): readonly ConfigProblem[] {
  return output.split("\n").flatMap((text) => {
    const [, level, message = ""] = LINE.exec(text.trim()) ?? [];
    if (level === undefined) return [];
    const severity = level === "ALERT" ? "alert" : "warning";
    const [, file, line, problem] = PLACE.exec(message) ?? [];
    if (file === undefined || problem === undefined) return [{ severity, message }];
    return [{ severity, message: problem, file, line: Number(line) }];
  });
}

function describe({ message, file, line }: ConfigProblem): string {
  return file === undefined ? message : `${file}:${line}: ${message}`;
}

function notRun(
  error: Error & { code?: unknown },
  binary: string,
  signal: AbortSignal | undefined,
): HostError {
  if (signal?.aborted === true) return new HostError("ABORTED", "the check was given up", { cause: error });
  return programMissing(binary, error);
}

export function programMissing(binary: string, cause: unknown): HostError {
  return new HostError("PROGRAM_MISSING", `${binary} cannot be run; on Debian: apt-get install haproxy`, {
    cause,
  });
}
