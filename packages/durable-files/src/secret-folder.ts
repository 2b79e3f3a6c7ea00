import { chmod, chown, mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FileError, messageOf } from "./errors.js";

const OWNER_ONLY = 0o700;

/**
 * Makes a folder, new or existing, accessible only to its owner. Like a new file, a new one gets the owner of
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

/** A folder, and its parents up to the outermost one created. */
async function giveToParent(folder: string, outermost: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(dirname(outermost));
  for (let made = folder; made !== dirname(outermost); made = dirname(made)) {
    await chown(made, uid, gid).catch(() => {}); // a disk or a container may not allow root to change the owner
  }
}
