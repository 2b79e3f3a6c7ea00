import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 5000;

/**
 * @typedef {object} Child a program that runs until it is stopped
 * @property {number} pid
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a program in a process group of its own, and waits until it is ready.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ isReady: (output: string) => boolean | Promise<boolean>, env?: Record<string, string | undefined> }} options
 * @returns {Promise<Child>}
 */
export async function startChild(program, args, { isReady, env = process.env }) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, env });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const exited = once(child, "exit");
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-10_000);
    });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const killAll = () => signalGroup(pid, "SIGKILL");
  process.once("exit", killAll);
  const stop = async () => {
    if (!hasEnded()) signalGroup(pid, "SIGTERM");
    await Promise.race([exited, wait(STOP_LIMIT_MS, undefined, { ref: false })]);
    killAll(); // also what outlived it, such as an old worker
    await exited;
    process.off("exit", killAll);
  };
  const giveUp = Date.now() + START_LIMIT_MS;
  while (!(await isReady(output))) {
    if (hasEnded() || Date.now() > giveUp) {
      await stop();
      throw new Error(`${program} did not start:\n${output}`);
    }
    await wait(20);
  }
  return { pid, stop };
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string | undefined> }} [options]
 */
export async function runProgram(program, args, options = {}) {
  await promisify(execFile)(program, args, options);
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
