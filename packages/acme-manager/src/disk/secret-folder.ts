import { chmod, mkdir } from "node:fs/promises";
import { AcmeError, messageOf } from "../errors.js";

/** Makes a folder for its owner only, and one that is there already such. @throws AcmeError `UNWRITABLE` */
export async function secretFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await chmod(path, 0o700);
  } catch (cause) {
    throw new AcmeError("UNWRITABLE", `cannot use the folder ${path}: ${messageOf(cause)}`, { cause });
  }
}
