import { spawn } from "node:child_process";
import { once } from "node:events";
import { ROOT } from "./root.mjs";
import { Stop } from "./stop.mjs";

const SIGNALS = ["SIGINT", "SIGTERM"];

/**
 * Runs a program in the foreground. Signals are forwarded to it, and its exit code is returned.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 */
export async function runInForeground(command, args, environment = {}) {
  const child = start(command, args, "inherit", environment);
  return ended(child);
}

/**
 * Runs a step of the set-up: prints a line when it starts and when it succeeds, and its whole output when it fails.
 *
 * @param {string} what
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Record<string, string>} [environment]
 */
export async function runStep(what, command, args, environment = {}) {
  const began = Date.now();
  process.stderr.write(`${what} …\n`);
  const child = start(command, args, ["ignore", "pipe", "pipe"], environment);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  }
  const code = await ended(child);
  if (code === 0) {
    process.stderr.write(`${what}: ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
    return;
  }
  throw new Stop(`${output}\n${what}: ${command} ${args.join(" ")} exited with ${code}`);
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import("node:child_process").StdioOptions} stdio
 * @param {Record<string, string>} environment
 */
function start(command, args, stdio, environment) {
  return spawn(command, args, { cwd: ROOT, stdio, env: { ...process.env, ...environment } });
}

/**
 * The exit code; 128 plus the signal's number for a child killed by a signal, as in shells.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<number>}
 */
async function ended(child) {
  const forward = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    const [code, signal] = await once(child, "exit");
    return code ?? 128 + (signal === "SIGINT" ? 2 : 15);
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}
