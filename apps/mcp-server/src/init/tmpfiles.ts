import { dirname, join } from "node:path";
import { LOCAL_SOCKET } from "../haproxy/local-socket.js";
import { SERVICE_USER } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";
import { SETTINGS_FILE } from "../settings/settings-file.js";
import { isOurs, OUR_FOLDER, type ServiceFolder, serviceFolders, socketFolder, usable } from "./folders.js";
import { stateFiles } from "./service-account.js";

export const PODMAN_SOCKET = "/run/podman/podman.sock";

const OWN = `${SERVICE_USER} ${SERVICE_USER}`;
const SHARED = `root ${SERVICE_USER}`;

/** HAProxy reads haproxy.cfg as root: whoever could replace it would be root. In a sticky folder only its owner can. */
const RIGHTS: Readonly<Record<ServiceFolder["use"], string>> = {
  shared: `1775 ${SHARED}`,
  certificates: `0770 ${SHARED}`,
  private: `0700 ${OWN}`,
};

/**
 * Our folders, and the owners of our files in them (tmpfiles.d(5)). Files are named one by one: whatever else is there stays as it
 * is. What HAProxy reads is in folders of root, or tmpfiles would refuse to give the service what root has made there.
 */
export function renderTmpfiles(config: Config): string {
  const ours = serviceFolders(config).filter((folder) => folder.isOurs);
  const socket = socketFolder(config) === dirname(LOCAL_SOCKET) ? [dirname(LOCAL_SOCKET)] : [];
  const folders = new Map([
    ...[OUR_FOLDER, ...rootsFoldersOf(config)].map((path) => [path, "0755 root root"] as const),
    ...socket.map((path) => [path, `0750 ${SHARED}`] as const),
    ...ours.map(({ path, use }) => [path, RIGHTS[use]] as const),
  ]);
  // Podman's own tmpfiles.d makes it for root alone
  const podman = config.host.kind === "podman" ? [[dirname(PODMAN_SOCKET), `0710 ${SHARED}`] as const] : [];
  const files = new Map([
    ...filesOf(config).filter(([path]) => isOurs(path)),
    ...readFilesOf(config),
    ...podman,
  ]);
  const lines = [
    ...[...folders].map(([path, rights]) => [path, `d ${path} ${rights}`] as const),
    ...[...files].map(([path, rights]) => [path, `z ${usable(path)} ${rights}`] as const),
  ];
  const sorted = lines.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => `${line}\n`);
  return `# The service replaces its own files in these folders, and none of root's: HAProxy reads haproxy.cfg as root.\n${sorted.join("")}`;
}

/** Where the service only reads. It may own them: an older release gave it the folders of all files. */
function rootsFoldersOf({ haproxy, host, mcp }: Config): readonly string[] {
  const files = [host.configFile, haproxy.challengeMapFile, mcp.tokenFile].filter(isOurs);
  return files.map((file) => usable(dirname(file)));
}

/** Each file that the service replaces and that root may have made, and the one that it must not replace. */
function filesOf(config: Config): readonly (readonly [path: string, rights: string])[] {
  const { host } = config;
  return [
    ...stateFiles(config).map((path) => [path, `- ${OWN}`] as const),
    [join(host.certsDir, "00-default.pem"), `0600 ${OWN}`],
    [host.configFile, "0644 root root"],
  ];
}

/** What the service only reads, so that the folder does not matter; the settings for commands that are run as the service. */
function readFilesOf({ mcp }: Config): readonly (readonly [path: string, rights: string])[] {
  return [
    [SETTINGS_FILE, `0640 ${SHARED}`],
    [mcp.tokenFile, `0600 ${OWN}`],
  ];
}
