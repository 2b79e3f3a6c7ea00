import { readFileSync } from "node:fs";
import type { BeginLine } from "./history-line.js";

type Writer = BeginLine["writer"];

/** The field of proc(5)'s `stat` with the start time, counted behind the name, which may hold anything. */
const START_TIME = 19;
const BOOT = "/proc/sys/kernel/random/boot_id";

/** This process, recognizable among later ones with its number. */
export function thisWriter(): Writer {
  return { pid: process.pid, started: startOf(process.pid) };
}

/** Whether a process on this machine is still running; one in another container is not seen. */
export function isRunning({ pid, started }: Writer): boolean {
  if (started !== undefined) return startOf(pid) === started;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Since the machine started; `undefined` where it is not running, and on systems without /proc. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME];
    return `${readFileSync(BOOT, "utf8").slice(0, 8)}-${ticks}`;
  } catch {
    return undefined;
  }
}
