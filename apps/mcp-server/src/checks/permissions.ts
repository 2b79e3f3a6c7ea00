import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SERVICE_USER } from "../haproxy/render-config.js";
import { isOurs, type ServiceFolder, serviceFolders } from "../init/folders.js";
import { isHidden } from "../init/hidden-paths.js";
import { type Account, serviceAccount, stateFiles } from "../init/service-account.js";
import type { Config } from "../settings/config.js";
import { error, type Finding } from "./finding.js";

const STICKY = 0o1000;
const TMPFILES = "run systemd-tmpfiles --create haproxy-mcp.conf";

/** Whether the service can replace its own files, and can't replace `haproxy.cfg`, which HAProxy reads as root. */
export async function checkPermissions(config: Config, root: string): Promise<readonly Finding[]> {
  const account = await serviceAccount(root);
  if (account === undefined) return [];
  const { host } = config;
  const found = await Promise.all([
    ...(host.kind === "child" ? [] : [checkRootsOwn(host.configFile, root, account)]),
    ...stateFiles(config).map((file) => checkReplaceable(file, root, account)),
  ]);
  return [...found.flat(), ...(await checkFolders(config, root))];
}

/** The folders that are not ours, and that the service can't write in. A hidden one is {@link hiddenPaths}' to report. */
export async function checkFolders(config: Config, root: string): Promise<readonly Finding[]> {
  const account = await serviceAccount(root);
  const others = serviceFolders(config).filter(({ isOurs, path }) => !isOurs && !isHidden(path));
  const found = others.map(async (folder) => {
    const stats = await statOf(join(root, folder.path));
    return stats !== undefined && canWrite(stats, account) ? [] : [notWritable(folder)];
  });
  return (await Promise.all(found)).flat();
}

function notWritable({ path, setting }: ServiceFolder): Finding {
  return error(
    `${path} (${setting}) is not a folder of haproxy-mcp's own: it is left as it is, and the user ${SERVICE_USER} can't make files in it`,
    `set ${setting} to a path below /opt/haproxy; or, if no other program has files in ${path}: install -d -o root -g ${SERVICE_USER} ` +
      `-m 1775 ${path}, and give ${SERVICE_USER} its files there`,
  );
}

async function checkRootsOwn(file: string, root: string, account: Account): Promise<readonly Finding[]> {
  const [folder, own] = await Promise.all([statOf(join(root, dirname(file))), statOf(join(root, file))]);
  if (folder === undefined || own === undefined) return [];
  const isReplaceable =
    canWrite(folder, account) && ((folder.mode & STICKY) === 0 || folder.uid === account.uid);
  if (own.uid !== account.uid && !canWrite(own, account) && !isReplaceable) return [];
  const remedy = isOurs(file)
    ? `${TMPFILES}; before that, read ${file} for lines that you don't know`
    : `chown root: ${dirname(file)} ${file}`;
  return [error(`the user ${SERVICE_USER} can change ${file}, which HAProxy reads as root`, remedy)];
}

/** Such as a file that root moved over the service's. */
async function checkReplaceable(file: string, root: string, account: Account): Promise<readonly Finding[]> {
  const [folder, own] = await Promise.all([statOf(join(root, dirname(file))), statOf(join(root, file))]);
  if (folder === undefined || own === undefined || own.uid === account.uid) return [];
  if ((folder.mode & STICKY) === 0 || folder.uid === account.uid) return [];
  const remedy = isOurs(file) ? TMPFILES : `chown ${SERVICE_USER}: ${file}`;
  return [error(`${file} belongs to user ${own.uid}, so that ${SERVICE_USER} can't replace it`, remedy)];
}

function canWrite({ uid, gid, mode }: Stats, account: Account | undefined): boolean {
  if (account === undefined) return (mode & 0o002) !== 0;
  const bit = uid === account.uid ? 0o200 : gid === account.gid ? 0o020 : 0o002;
  return (mode & bit) !== 0;
}

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}
