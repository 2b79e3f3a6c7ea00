import { type RuntimeCommand, read } from "../command.js";
import { dataOf, malformed } from "../reply.js";
import { splitLines } from "../wire/split-lines.js";

/** One process of an HAProxy in master-worker mode. */
export interface HaproxyProcess {
  readonly pid: number;
  readonly type: string;
  /** The master's: since its start. A worker's: those it survived. */
  readonly reloads: number;
  /** `0d00h02m07s` */
  readonly uptime: string;
  readonly version: string;
}

/** The master and its workers (`show proc`). */
export interface Processes {
  readonly master: HaproxyProcess;
  /** Failed reloads since the last successful one. */
  readonly failedReloads: number;
  /** Workers that serve; empty after a failed reload on HAProxy 3.1 and later, which then lists them as old. */
  readonly workers: readonly HaproxyProcess[];
  /** Workers that complete what they have, or keep serving after a failed reload. */
  readonly oldWorkers: readonly HaproxyProcess[];
}

const ROW = /^(\d+) +(\w+) +(\d+)(?: \[failed: (\d+)\])? +(\S+) +(\S+)/;

/**
 * `show proc` of the master CLI (management.txt section 9.4.1).
 *
 *     #<PID>          <type>          <reloads>       <uptime>        <version>
 *     1162            master          5 [failed: 0]   0d00h02m07s     3.2.26-1
 *     # workers
 *     1271            worker          0               0d00h00m00s     3.2.26-1
 *     # old workers
 *     1233            worker          1               0d00h00m43s     3.2.26-1
 */
export function showProcesses(): RuntimeCommand<Processes> {
  return read("show proc", (reply) => {
    const sections = new Map<string, HaproxyProcess[]>();
    let section = "master";
    let failedReloads = 0;
    for (const text of splitLines(dataOf(reply))) {
      if (text.startsWith("# ")) section = text.slice(2).trim();
      if (text.startsWith("#")) continue;
      const [, pid, type = "", reloads, failed, uptime = "", version = ""] = ROW.exec(text) ?? [];
      if (pid === undefined) throw malformed(reply, `${JSON.stringify(text)} is not a process`);
      if (failed !== undefined) failedReloads = Number(failed);
      const process = { pid: Number(pid), type, reloads: Number(reloads), uptime, version };
      sections.set(section, [...(sections.get(section) ?? []), process]);
    }
    const master = sections.get("master")?.[0];
    if (master === undefined) throw malformed(reply, "no master");
    return {
      master,
      failedReloads,
      workers: sections.get("workers") ?? [],
      oldWorkers: sections.get("old workers") ?? [],
    };
  });
}
