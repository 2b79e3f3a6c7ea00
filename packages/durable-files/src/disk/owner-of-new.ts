import { constants } from "node:fs";
import { lstat, open, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const GROUP_WRITES = 0o020;

/**
 * Who is to own what root creates in a folder, so that a service can read and replace it: the folder's owner; in a
 * folder that root shares with a service's group, the owner of the files that the service has in it.
 */
export async function ownerOfNew(folder: string): Promise<Owner> {
  const { uid, gid, mode } = await stat(folder);
  const isShared = uid === 0 && gid !== 0 && (mode & GROUP_WRITES) !== 0;
  if (!isShared) return { uid, gid };
  for (const name of (await readdir(folder)).sort()) {
    const found = await lstat(join(folder, name)).catch(() => undefined);
    if (found?.gid === gid && found.uid !== 0) return { uid: found.uid, gid };
  }
  return { uid, gid };
}

/**
 * Gives a folder that root has just made to {@link ownerOfNew} of its parent; without effect for other users.
 * Never follows a link that was put in its place meanwhile.
 */
export async function giveFolder(made: string, to?: Owner): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = to ?? (await ownerOfNew(dirname(made)));
  await using handle = await open(made, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  await handle.chown(uid, gid).catch(() => {}); // a disk or a container may not allow root to change the owner
}
