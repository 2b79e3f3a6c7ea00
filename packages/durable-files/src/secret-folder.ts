import { chmod, mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { giveFolder, ownerOfNew } from "./disk/owner-of-new.js";
import { FileError, messageOf } from "./errors.js";

const OWNER_ONLY = 0o700;

/**
 * Makes a folder, new or existing, accessible only to its owner. Like a new file, a new one that root
 * makes gets the owner of the folder that it is in.
 *
 * @throws FileError `UNWRITABLE`
 */
export async function secretFolder(path: string): Promise<void> {
  const folder = resolve(path);
  try {
    const made = await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    if (made !== undefined) await giveAll(folder, resolve(made));
    await chmod(folder, OWNER_ONLY);
  } catch (cause) {
    throw new FileError("UNWRITABLE", `cannot use the folder ${path}: ${messageOf(cause)}`, { cause });
  }
}

/** A folder, and its parents up to the outermost one created. */
async function giveAll(folder: string, outermost: string): Promise<void> {
  const owner = await ownerOfNew(dirname(outermost));
  for (let made = folder; made !== dirname(outermost); made = dirname(made)) await giveFolder(made, owner);
}
