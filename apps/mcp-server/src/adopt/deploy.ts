import { messageOf } from "@haproxy-mcp/durable-files";
import { type ConfigFile, checkConfigFile, type HaproxyHost } from "@haproxy-mcp/haproxy-host";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import { checkFiles } from "./check-files.js";
import type { Adoption } from "./read-adoption.js";
import { writeFiles } from "./write-config.js";

interface DeployParts {
  readonly config: Config;
  /** Absent with `HAPROXY_HOST_KIND=none`. */
  readonly host: HaproxyHost | undefined;
  /** Whether the host can see that a worker started with the files. */
  readonly canReload: boolean;
  /** Whether HAProxy only checks the files. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Writes the files that HAProxy accepted, and reloads it; the old ones are back in place if no worker starts with them.
 *
 * @returns what was done, for the operator
 * @throws UserError, HostError
 */
export async function deploy(
  adoption: Adoption,
  wanted: readonly ConfigFile[],
  { config, host, canReload, isDryRun, signal }: DeployParts,
): Promise<string> {
  const { binary, configFile } = config.host;
  const check = host?.check ?? ((options) => checkConfigFile(binary, configFile, options));
  await checkFiles(adoption, wanted, check, signal);
  if (isDryRun) return "";
  signal.throwIfAborted();
  const putBack = await writeFiles(adoption, wanted);
  if (host === undefined)
    return "Wrote the configuration. Reload HAProxy now: with HAPROXY_HOST_KIND=none, haproxy-mcp can't.\n";
  if (!canReload)
    return "Wrote the configuration. Reload HAProxy now: haproxy-mcp can't, for its socket was in the blocks, and a new worker does not have it.\n";
  // not cancelled: HAProxy and its files would differ
  await host.reload().catch(async (error: unknown) => {
    await putBack();
    throw new UserError(`${messageOf(error)}\nThe old configuration is back in place.`);
  });
  return "Wrote the configuration; HAProxy was reloaded with it.\n";
}

/** Whether a reload ends a socket of HAProxy: no new worker could be found through it. */
export function losesSocket({ files }: Pick<Adoption, "files">, wanted: readonly ConfigFile[]): boolean {
  return socketsIn(wanted) < socketsIn(files);
}

function socketsIn(files: readonly ConfigFile[]): number {
  return files.flatMap(({ text }) => text.match(/^[ \t]*stats[ \t]+socket[ \t]/gm) ?? []).length;
}
