import { type ConfigSettings, descriptorsNeeded, descriptorUse } from "@haproxy-mcp/haproxy-host";
import { limitOf, threadsByDefault } from "../checks/descriptor-limits.js";

/** What is wrong with this machine's limit of open files for the configuration, if it is known. */
export async function openFilesNote(settings: ConfigSettings): Promise<string | undefined> {
  const needed = descriptorsNeeded(descriptorUse(settings, threadsByDefault()));
  const limit = await limitOf("self");
  if (limit === undefined || limit >= needed) return undefined;
  const { pools, maxConnections } = settings;
  return (
    `HAProxy needs ${needed} open files for ${pools.count} pools of ${pools.slots} slots and ${maxConnections} connections, and does not start ` +
    `with less. Programs started here may open ${limit}. Allow more (LimitNOFILE= in its unit, Ulimit=nofile= in its container), or lower ` +
    "HAPROXY_POOL_COUNT, HAPROXY_MAX_SLOTS or HAPROXY_MAX_CONNECTIONS."
  );
}
