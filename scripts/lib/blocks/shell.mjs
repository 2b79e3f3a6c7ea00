import { spawn } from "node:child_process";
import { once } from "node:events";
import { Stop } from "../stop.mjs";

const LIMIT_MS = 60_000;
const DONE = "--- done";
/** On a terminal, curl prints no progress beside what it returns. */
const PROLOGUE = `shopt -s expand_aliases; exec 2>&1; curl() { command curl --no-progress-meter "$@"; }\n`;

/**
 * A shell that commands are typed into, with no terminal.
 *
 * @typedef {ReturnType<typeof startShell>} Shell
 */

export function startShell() {
  // a process group of its own: an interrupt reaches what it runs, as Ctrl-C does
  const child = spawn("bash", ["--norc"], { stdio: ["pipe", "pipe", "inherit"], detached: true });
  const exited = once(child, "exit");
  child.stdin.write(PROLOGUE);
  let printed = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });

  /**
   * @param {(printed: string) => boolean} isDone
   * @param {string} command
   */
  const until = async (isDone, command) => {
    const limit = AbortSignal.timeout(LIMIT_MS);
    while (!isDone(printed)) {
      try {
        await once(child.stdout, "data", { signal: limit });
      } catch {
        throw new Stop(`${command}: not done after ${LIMIT_MS / 1000} s. Printed:\n\n${printed}`);
      }
    }
  };

  return {
    /**
     * @param {string} command
     * @param {string} [file] that gets what it prints, also later
     * @returns {Promise<string>} what it prints
     * @throws {Stop} unless it ends in time
     */
    async run(command, file) {
      printed = "";
      const typed = file === undefined ? command : quietly(command, file);
      child.stdin.write(`${typed}\necho "${DONE}"\n`);
      await until((text) => text.endsWith(`${DONE}\n`), command);
      return printed.slice(0, -DONE.length - 1);
    },
    /**
     * Starts what runs until it is interrupted.
     *
     * @param {string} command
     * @param {(printed: string) => boolean} isReady
     * @throws {Stop} unless it is ready in time
     */
    async runUntil(command, isReady) {
      child.stdin.write(`${command}\n`);
      await until(isReady, command);
      return printed;
    },
    async interrupt() {
      child.stdin.end();
      if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
      await exited;
    },
  };
}

/**
 * Prints only what a command prints that fails.
 *
 * @param {string} command of several lines
 * @param {string} file
 */
function quietly(command, file) {
  return `failed=0; trap failed=1 ERR
{
${command}
} >${file} 2>&1
trap - ERR; test $failed = 0 || { echo failed; cat ${file}; }`;
}
