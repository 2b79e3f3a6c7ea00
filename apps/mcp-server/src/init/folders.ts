import { dirname } from "node:path";
import { localSocketOf } from "../haproxy/local-socket.js";
import { UserError } from "../program/user-error.js";
import type { Config } from "../settings/config.js";

/** systemd would split other paths, or read them as specifiers. */
const UNIT_PATH = /^[\w/.@:+-]+$/;
/** Ours alone, with all folders in it; any other may hold files of other programs, such as a checkout of this repository. */
export const OUR_FOLDER = "/opt/haproxy";

/** A folder in which the service creates files. */
export interface ServiceFolder {
  readonly path: string;
  /** The setting that it follows from. */
  readonly setting: string;
  /**
   * `shared`: HAProxy reads files there, some of them root's. `certificates`: the service's files, which HAProxy reads as root.
   * `private`: the service's alone.
   */
  readonly use: "shared" | "certificates" | "private";
  /** Whether we may set its owner. */
  readonly isOurs: boolean;
}

/** Each once, sorted by path. The operator's acme.sh is not among them. */
export function serviceFolders({ haproxy, host, acme }: Config): readonly ServiceFolder[] {
  const folder = (setting: string, path: string, use: ServiceFolder["use"]) => ({
    path: usable(path),
    setting,
    use,
    isOurs: isOurFolder(path),
  });
  const all = [
    folder("HAPROXY_MAP_FILE", dirname(haproxy.mapFile), "shared"),
    folder("HAPROXY_SERVERS_FILE", dirname(haproxy.serversFile), "shared"),
    folder("HAPROXY_STATE_FILE", dirname(haproxy.stateFile), "shared"),
    folder("HAPROXY_CERTS_DIR", host.certsDir, "certificates"),
    folder("ACME_DATA_DIR", acme.dataDir, "private"),
  ];
  return all
    .filter(({ path }, index) => all.findIndex((other) => other.path === path) === index)
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** What HAProxy reads, for a container. */
export function haproxyFolders({ haproxy, host, mcp }: Config): readonly string[] {
  const { mapFile, serversFile, stateFile, challengeMapFile } = haproxy;
  const files = [mapFile, serversFile, stateFile, challengeMapFile, host.configFile, mcp.tokenFile];
  return [...new Set([...files.map((path) => dirname(path)), host.certsDir])].map(usable).sort();
}

/** The folder of HAProxy's UNIX socket, if `haproxy.cfg` has one. */
export function socketFolder(config: Config): string | undefined {
  const { address } = config.haproxy;
  const path = "path" in address ? address.path : localSocketOf(config);
  return path === undefined ? undefined : usable(dirname(path));
}

/** Whether the folder of a file is ours alone. */
export function isOurs(file: string): boolean {
  return isOurFolder(dirname(file));
}

function isOurFolder(folder: string): boolean {
  return folder === OUR_FOLDER || folder.startsWith(`${OUR_FOLDER}/`);
}

/** @throws UserError */
export function usable(path: string): string {
  if (UNIT_PATH.test(path)) return path;
  throw new UserError(
    `${JSON.stringify(path)} cannot be used in a unit: use letters, digits and any of /._@:+-`,
  );
}
