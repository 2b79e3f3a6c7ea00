import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Stop } from "./stop.mjs";

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * What a program prints on stdout, and on stderr if that is asked for.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, withErrors?: boolean }} [options]
 * @throws {Stop} with all that it printed when it fails
 */
export async function outputOf(command, args, { cwd, env, withErrors = false } = {}) {
  try {
    const options = { cwd, env, maxBuffer: MAX_OUTPUT_BYTES };
    const { stdout, stderr } = await promisify(execFile)(command, args, options);
    return withErrors ? stdout + stderr : stdout;
  } catch (error) {
    const {
      stdout = "",
      stderr = "",
      message,
    } = /** @type {import("node:child_process").ExecFileException} */ (error);
    throw new Stop(`${message}\n${stdout}${stderr}`);
  }
}
