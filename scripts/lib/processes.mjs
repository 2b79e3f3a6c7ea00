import { readdirSync, readFileSync } from "node:fs";

/**
 * Processes of this machine whose command line contains a text; none without /proc.
 *
 * @param {string} text
 * @returns {{ pid: number, command: string }[]}
 */
export function processesNaming(text) {
  return pids()
    .map((pid) => ({ pid, command: commandLine(pid) }))
    .filter(({ pid, command }) => pid !== process.pid && command.includes(text));
}

function pids() {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** @param {number} pid */
function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return ""; // it has ended meanwhile
  }
}
