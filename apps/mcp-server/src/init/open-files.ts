import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { type ConfigSettings, descriptorsNeeded, descriptorUse } from "@haproxy-mcp/haproxy-host";

/** HAProxy starts no more by itself. */
const MOST_THREADS = 64;

/** What is wrong with this machine's limit of open files for the configuration, if it is known. */
export async function openFilesNote(settings: ConfigSettings): Promise<string | undefined> {
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  const needed = descriptorsNeeded(descriptorUse(settings, threads));
  const limit = await hardLimit();
  if (limit === undefined || limit >= needed) return undefined;
  const { pools, maxConnections } = settings;
  return (
    `HAProxy needs ${needed} open files for ${pools.count} pools of ${pools.slots} slots and ${maxConnections} connections, and does not start ` +
    `with less. Programs started here may open ${limit}. Allow more (LimitNOFILE= in its unit, Ulimit=nofile= in its container), or lower ` +
    "HAPROXY_POOL_COUNT, HAPROXY_MAX_SLOTS or HAPROXY_MAX_CONNECTIONS."
  );
}

/** Of this process (proc(5)); programs that it starts inherit it. */
async function hardLimit(): Promise<number | undefined> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const found = /^Max open files +\d+ +(\d+)/m.exec(limits)?.[1];
  return found === undefined ? undefined : Number(found);
}
