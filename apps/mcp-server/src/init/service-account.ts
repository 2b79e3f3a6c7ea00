import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SERVICE_USER } from "../haproxy/render-config.js";
import type { Config } from "../settings/config.js";

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

/** The files that the service replaces. */
export function stateFiles({ haproxy }: Config): readonly string[] {
  const { mapFile, serversFile, stateFile } = haproxy;
  return [mapFile, `${mapFile}.journal`, serversFile, stateFile];
}

/**
 * Where root works on the service's files, it does so as the service: nothing that it creates locks the service out,
 * and no link that the service made leads it to files of others.
 */
export async function workAsService(config: Config): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const account = await serviceAccount("/");
  const owners = await Promise.all(stateFiles(config).map((file) => lstat(file).catch(() => undefined)));
  if (account === undefined || !owners.some((owner) => owner?.uid === account.uid)) return;
  process.setgroups?.([]);
  process.setgid?.(account.gid);
  process.setuid?.(account.uid);
}
