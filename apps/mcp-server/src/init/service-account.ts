import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startedBy } from "../access/started-by.js";
import { tokenFilesOf } from "../access/token-files.js";
import { SERVICE_USER } from "../haproxy/render-config.js";
import { historyOf } from "../history/history.js";
import type { Config } from "../settings/config.js";
import { isOurs } from "./folders.js";

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account of the server's unit; `undefined` until systemd-sysusers has run. */
export async function serviceAccount(root: string): Promise<Account | undefined> {
  const text = await readFile(join(root, "etc/passwd"), "utf8").catch(() => "");
  const line = text.split("\n").find((entry) => entry.startsWith(`${SERVICE_USER}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** The files that the service writes. */
export function stateFiles(config: Config): readonly string[] {
  const { haproxy } = config;
  const { mapFile, serversFile, stateFile } = haproxy;
  const { tokensFile, tokenMapFile } = tokenFilesOf(config);
  const files = [mapFile, `${mapFile}.journal`, serversFile, stateFile];
  return [...files, historyOf(haproxy), tokensFile, tokenMapFile];
}

/**
 * Where root works on the service's files, it does so as the service: nothing that it creates locks the service out,
 * and no link that the service made leads it to files of others. The history still names who started this program.
 */
export async function workAsService(config: Config): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const account = await serviceAccount("/");
  if (account === undefined || !(await isServices(config, account))) return;
  startedBy();
  process.setgroups?.([]);
  process.setgid?.(account.gid);
  process.setuid?.(account.uid);
}

/** Whether the state is the service's: by its folders, which the service can't give away, and not by files that it can delete. */
export async function isServices(config: Config, { uid, gid }: Account): Promise<boolean> {
  const files = stateFiles(config);
  const owners = await Promise.all(files.map((file) => stat(dirname(file)).catch(() => undefined)));
  return files.some(isOurs) || owners.some((owner) => owner?.uid === uid || owner?.gid === gid);
}
