import { readdir, readFile } from "node:fs/promises";

/**
 * Running processes of a group, read from /proc (proc(5)); zombies don't count. Linux only.
 *
 * @param group process id of its leader
 */
export async function membersOf(group: number): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const groups = await Promise.all(
    pids.map(async (pid) => runningGroup(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""))),
  );
  return pids.filter((_, i) => groups[i] === group);
}

/** @param pid a process, or a group with a minus before it. @returns false if there was nothing to signal */
export function send(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}

/** The arguments of its command line; empty for a process that has ended. */
export async function commandLine(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return text.split("\0").slice(0, -1);
}

/** Whether a process handles a signal by itself, rather than ignoring it. True if it cannot be inspected. */
export async function catches(pid: number, signalNumber: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  if (status === "") return true;
  const mask = BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
  return ((mask >> BigInt(signalNumber - 1)) & 1n) === 1n;
}

const THREADS = 17; // num_threads, counted from the state

/**
 * The group of a process by its `/proc/PID/stat`, unless it ended. A process whose first thread ended is a zombie
 * with more than one thread for as long as another lives, and holds all its sockets until then.
 */
export function runningGroup(stat: string): number | undefined {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the name before them may hold spaces
  const [state, , group] = fields;
  if (group === undefined || (state === "Z" && Number(fields[THREADS]) <= 1)) return undefined;
  return Number(group);
}
