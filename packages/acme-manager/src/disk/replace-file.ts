import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { type FileAttributes, type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { AcmeError, messageOf } from "../errors.js";

/** Owner only: they hold private keys. */
const SECRET: FileAttributes = { mode: 0o600 };

/**
 * Replaces a file as a whole, durably: its readers see the old content or the new, whatever happens. What a killed one leaves
 * begins with a dot, which HAProxy does not load.
 *
 * @throws AcmeError `UNWRITABLE`
 */
export async function replaceFile(
  file: string,
  content: string | Uint8Array,
  {
    fileSystem = nodeFileSystem,
    attributes = SECRET,
  }: { fileSystem?: FileSystem; attributes?: FileAttributes } = {},
): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.new`);
  try {
    await fileSystem.create(temporary, Buffer.from(content), attributes);
    await fileSystem.rename(temporary, file);
    await syncFolder(dirname(file), fileSystem);
  } catch (cause) {
    await fileSystem.remove(temporary).catch(() => {});
    throw new AcmeError("UNWRITABLE", `cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}

/** Succeeds also when there is no such file. @throws AcmeError `UNWRITABLE` */
export async function removeFile(file: string, fileSystem: FileSystem = nodeFileSystem): Promise<void> {
  try {
    await fileSystem.remove(file);
    await syncFolder(dirname(file), fileSystem);
  } catch (cause) {
    throw new AcmeError("UNWRITABLE", `cannot remove ${file}: ${messageOf(cause)}`, { cause });
  }
}

const LEFTOVER = /^\..+\.[0-9a-f-]{36}\.new$/;

/** Removes what a killed writer left in a folder. The caller holds the lock of whoever writes there. */
export async function removeLeftovers(
  folder: string,
  fileSystem: FileSystem = nodeFileSystem,
): Promise<void> {
  const names = await fileSystem.list(folder).catch(() => []);
  await Promise.all(
    names
      .filter((name) => LEFTOVER.test(name))
      .map((name) => fileSystem.remove(join(folder, name)).catch(() => {})),
  );
}

async function syncFolder(path: string, fileSystem: FileSystem): Promise<void> {
  await using folder = await fileSystem.openFolder(path);
  await folder.sync();
}
