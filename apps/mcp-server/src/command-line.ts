import { HostError } from "@haproxy-mcp/haproxy-host";
import { doctor } from "./commands/doctor.js";
import { init } from "./commands/init.js";
import { printConfig } from "./commands/print-config.js";
import { restore } from "./commands/restore.js";
import { serve } from "./commands/serve.js";
import { stdio } from "./commands/stdio.js";
import { up } from "./commands/up.js";
import { USAGE } from "./commands/usage.js";
import { ConfigError, loadConfig } from "./config.js";
import { readSettingsFile } from "./settings-file.js";
import { UserError } from "./user-error.js";
import { version } from "./version.js";

/**
 * Runs a command of the command line.
 *
 * @param signal ends a command that goes on until it is stopped
 * @returns the exit code: 0, 1 when it failed, 2 when it was called wrongly
 */
export async function runCommandLine(
  [command = "help", ...args]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<number> {
  try {
    return await run(command, args, environment, signal);
  } catch (error) {
    if (!isTold(error)) throw error;
    if (!signal.aborted) process.stderr.write(`${error.message}\n`);
    return signal.aborted ? 0 : 1;
  }
}

async function run(
  command: string,
  args: readonly string[],
  given: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<number> {
  // what is set on the command line wins over the machine's own; `up` has nothing to do with either
  const environment = command === "up" ? given : { ...(await readSettingsFile()), ...given };
  switch (command) {
    case "serve":
      await serve(loadConfig(environment), signal);
      return 0;
    case "stdio":
      await stdio(loadConfig(environment), signal);
      return 0;
    case "up":
      // a person reads what it prints, and wants to know of trouble only
      await up(loadConfig({ LOG_LEVEL: "WARNING", ...environment }), args, signal);
      return 0;
    case "doctor":
      return doctor(loadConfig({ LOG_LEVEL: "ERROR", ...environment }), args, signal);
    case "init":
      return init(loadConfig(environment), args, signal);
    case "restore":
      return restore(loadConfig({ LOG_LEVEL: "WARNING", ...environment }), args, signal);
    case "config":
      await printConfig(loadConfig(environment), args, signal);
      return 0;
    case "version":
    case "--version":
      process.stdout.write(`${version}\n`);
      return 0;
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(USAGE);
      return 0;
    default:
      process.stderr.write(`haproxy-mcp has no command ${JSON.stringify(command)}\n\n${USAGE}`);
      return 2;
  }
}

/** Errors that a person can do something about; any other is a bug, and keeps its stack. */
function isTold(error: unknown): error is Error {
  return error instanceof UserError || error instanceof ConfigError || HostError.isInstance(error);
}
