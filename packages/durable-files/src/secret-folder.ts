import { chmod, chown, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FileError, messageOf } from "./errors.js";

const OWNER_ONLY = 0o700;

/**
 * Makes a folder for its owner only, and one that is there already such. As new files, a new one takes the owner of
 * the folder that it is in.
 *
 * @throws FileError `UNWRITABLE`
 */
export async function secretFolder(path: string): Promise<void> {
  const folder = resolve(path);
  try {
    const made = await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    if (made !== undefined) await giveToParent(folder, resolve(made));
    await chmod(folder, OWNER_ONLY);
  } catch (cause) {
    throw new FileError("UNWRITABLE", `cannot use the folder ${path}: ${messageOf(cause)}`, { cause });
  }
}

/** A folder, and those around it up to the outermost that was made. */
async function giveToParent(folder: string, outermost: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(outermost));
  for (let made = folder; made !== dirname(outermost); made = dirname(made)) {
    await chown(made, uid, gid).catch(() => {}); // a disk or a container may not let root give files away
  }
}
