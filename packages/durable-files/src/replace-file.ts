import { dirname } from "node:path";
import type { FileSystem } from "./disk/file-system.js";
import { nodeFileSystem } from "./disk/node-file-system.js";
import { FileError, messageOf } from "./errors.js";
import { createReplacement } from "./replacement.js";

/** They hold private keys. */
const OWNER_ONLY = 0o600;

/**
 * Replaces a file atomically and durably: readers see the old content or the new, whatever happens. It is readable only
 * by its owner, who does not change. Leftovers of a killed process start with a dot.
 *
 * @throws FileError `UNWRITABLE`
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<void> {
  const { uid, gid } = (await fileSystem.stamp(file).catch(() => undefined)) ?? {};
  const attributes = { uid, gid, mode: OWNER_ONLY };
  await using replacement = createReplacement(fileSystem);
  await replacement.stage([{ file, before: undefined, after: Buffer.from(content), attributes }]);
  await replacement.commit();
}

/** Succeeds also when there is no such file. @throws FileError `UNWRITABLE` */
export async function removeFile(file: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  try {
    await fileSystem.remove(file);
    await using folder = await fileSystem.openFolder(dirname(file));
    await folder.sync();
  } catch (cause) {
    throw new FileError("UNWRITABLE", `cannot remove ${file}: ${messageOf(cause)}`, { cause });
  }
}
