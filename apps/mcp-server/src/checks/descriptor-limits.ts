import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { type AuditSettings, type HaproxyHost, runProgram } from "@haproxy-mcp/haproxy-host";
import type { Config } from "../settings/config.js";

export type DescriptorLimits = NonNullable<AuditSettings["limits"]>;

/** HAProxy starts no more by default, however many processors there are. */
const MOST_THREADS = 64;

/** The limits that HAProxy runs with, or would start with; `undefined` if they are not known. */
export async function descriptorLimits(
  { host: { kind, unit } }: Pick<Config, "host">,
  host: HaproxyHost | undefined,
  signal: AbortSignal,
): Promise<DescriptorLimits | undefined> {
  const found = await host?.state({ signal }).catch(() => undefined);
  const files =
    found?.state === "running"
      ? await limitOf(found.pid)
      : kind === "child"
        ? await limitOf("self")
        : kind === "systemd"
          ? await limitOfUnit(unit, signal)
          : undefined;
  if (files === undefined) return undefined;
  return { files, threads: threadsByDefault(), isRunning: found?.state === "running" };
}

export function threadsByDefault(): number {
  return Math.min(availableParallelism(), MOST_THREADS);
}

/** The hard limit of a process (proc(5)); programs that it starts inherit it. */
export async function limitOf(pid: number | "self"): Promise<number | undefined> {
  const limits = await readFile(`/proc/${pid}/limits`, "utf8").catch(() => "");
  const found = /^Max open files +\d+ +(\d+)/m.exec(limits)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** systemd.exec(5), `LimitNOFILE`. */
async function limitOfUnit(unit: string, signal: AbortSignal): Promise<number | undefined> {
  const args = ["show", "--property=LimitNOFILE", "--value", unit];
  const { stdout } = await runProgram("systemctl", args, { signal }).catch(() => ({ stdout: "" }));
  return /^\d+$/.test(stdout.trim()) ? Number(stdout) : undefined;
}
