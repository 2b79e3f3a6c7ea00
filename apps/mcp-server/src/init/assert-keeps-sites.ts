import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { countOf } from "../program/count-of.js";
import { exists } from "../program/exists.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";
import { dropInOf } from "./units.js";

/** What HAProxy's unit of Debian and Ubuntu runs. The file of their package has no frontend. */
const PACKAGED_CONFIG = "/etc/haproxy/haproxy.cfg";

/**
 * Our drop-in gives HAProxy's unit another configuration, which ends the sites of the one that it has: only for an operator who says which.
 *
 * @throws UserError if that would happen and no setting says so
 * @throws Error of the file system if the configuration can't be read
 */
export async function assertKeepsSites(root: string, { host, given }: Config): Promise<void> {
  if (host.kind !== "systemd" || given["HAPROXY_CONFIG_FILE"] !== undefined) return;
  if (await exists(join(root, dropInOf(host.unit)))) return;
  const place = join(root, PACKAGED_CONFIG);
  const text = await readFile(place, "latin1").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return "";
    throw error;
  });
  const frontends = text.match(/^[ \t]*(?:frontend|listen)[ \t]/gm)?.length ?? 0;
  if (frontends === 0) return;
  throw new UserError(
    `${place} has ${countOf(frontends, "frontend")}, and ${host.unit} would run ${host.configFile} instead, without them. Nothing was written.\n` +
      `HAPROXY_CONFIG_FILE=${PACKAGED_CONFIG} haproxy-mcp init keeps that file, and haproxy-mcp adopt adds to it what is needed.\n` +
      `HAPROXY_CONFIG_FILE=${host.configFile} haproxy-mcp init is for a machine whose sites shall end.`,
  );
}
