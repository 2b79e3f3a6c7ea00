import { messageOf } from "@haproxy-mcp/durable-files";
import type { ConfigFile } from "@haproxy-mcp/haproxy-host";
import { createLog } from "../program/log.js";
import { UserError } from "../program/user-error.js";
import { createServices } from "../services.js";
import type { Config } from "../settings/config.js";
import { changedFiles } from "./describe-patch.js";
import type { Adoption } from "./read-adoption.js";
import { checkFiles, writeFiles } from "./write-config.js";

/**
 * Writes the files that HAProxy accepted, and reloads it; the old ones are back in place if no worker starts with them.
 *
 * @returns what was done, for the operator; nothing if nothing differs
 * @throws UserError, HostError
 */
export async function deploy(
  adoption: Adoption,
  wanted: readonly ConfigFile[],
  config: Config,
  signal: AbortSignal,
): Promise<string> {
  if (changedFiles(adoption, wanted).length === 0) return "";
  await checkFiles(wanted, config.host.binary, signal);
  signal.throwIfAborted();
  const putBack = await writeFiles(adoption, wanted);
  const { host } = createServices(config, createLog(config.logLevel));
  if (host === undefined)
    return "Wrote the configuration. Reload HAProxy now: with HAPROXY_HOST_KIND=none, haproxy-mcp can't.\n";
  // not cancelled: HAProxy and its files would differ
  await host.reload().catch(async (error: unknown) => {
    await putBack();
    throw new UserError(`${messageOf(error)}\nThe old configuration is back in place.`);
  });
  return "Wrote the configuration; HAProxy was reloaded with it.\n";
}
