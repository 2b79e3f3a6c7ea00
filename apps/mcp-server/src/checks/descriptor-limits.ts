import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import type { HaproxyHost } from "@haproxy-mcp/haproxy-host";

export interface DescriptorLimits {
  /** Files that HAProxy may open. */
  readonly files: number;
  /** Threads that it starts by default. */
  readonly threads: number;
}

/** HAProxy starts no more by default, however many processors there are. */
const MOST_THREADS = 64;

/**
 * The limits of the running HAProxy; of one that is stopped, those that it would get from this process, which is right for a child of
 * this server only. `undefined` if they are not known.
 */
export async function descriptorLimits(
  host: HaproxyHost | undefined,
  isChild: boolean,
  signal: AbortSignal,
): Promise<DescriptorLimits | undefined> {
  const found = await host?.state({ signal }).catch(() => undefined);
  const pid = found?.state === "running" ? found.pid : isChild ? "self" : undefined;
  if (pid === undefined) return undefined;
  const text = await readFile(`/proc/${pid}/limits`, "utf8").catch(() => "");
  const [, files] = /^Max open files +\d+ +(\d+)/m.exec(text) ?? [];
  if (files === undefined) return undefined;
  return { files: Number(files), threads: Math.min(availableParallelism(), MOST_THREADS) };
}
