import { type BigIntStats, constants, type Stats } from "node:fs";
import {
  type FileHandle,
  link,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  stat,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { allEnded } from "../all-ended.js";
import type { FileAttributes, FileStamp, FileSystem } from "./file-system.js";
import { ownerOfNew } from "./owner-of-new.js";
import { readRegularFile } from "./read-regular-file.js";

const PERMISSIONS = 0o7777;
/** Does not create the file, and does not wait for the reader of a pipe. */
const TO_APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_NONBLOCK;
const LINK_LIMIT = 40; // as in path_resolution(7)

/** The disk of this machine. */
export const nodeFileSystem: FileSystem = {
  resolve: (file) => resolveFile(file, LINK_LIMIT),
  async read(file, maxBytes) {
    const found = await unlessMissing(readRegularFile(file, maxBytes));
    return found && { content: found.content, attributes: attributesOf(found.stats) };
  },
  async stamp(file) {
    const stats = await unlessMissing(stat(file, { bigint: true }));
    if (stats === undefined) return undefined;
    return stampOf(stats);
  },
  async create(file, content, attributes) {
    await using handle = await open(file, "wx", attributes.mode);
    await allEnded([handle.writeFile(content), setAttributes(handle, file, attributes)]);
    await handle.sync();
  },
  async append(file, content, isFlushed) {
    await using handle = await open(file, TO_APPEND);
    await handle.appendFile(content);
    if (isFlushed) await handle.datasync();
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new Error("it is not a regular file");
    return stampOf(stats);
  },
  link,
  rename,
  remove: (file) => unlessMissing(unlink(file)),
  openFolder: (folder) => open(folder, "r"),
  list: (folder) => readdir(folder, { withFileTypes: true }),
};

function stampOf(stats: BigIntStats): FileStamp {
  const { ino, size, mtimeNs, ctimeNs, ctimeMs } = stats;
  return {
    ...attributesOf(stats),
    text: [ino, size, mtimeNs, ctimeNs].join(),
    size: Number(size),
    changedMs: Number(ctimeMs),
  };
}

function attributesOf({ mode, uid, gid }: Stats | BigIntStats): FileAttributes {
  return { mode: Number(mode) & PERMISSIONS, uid: Number(uid), gid: Number(gid) };
}

/** The owner first: changing it clears the set-user-id bits of the mode. */
async function setAttributes(handle: FileHandle, file: string, wanted: FileAttributes): Promise<void> {
  const found = await handle.stat();
  const isRoot = process.getuid?.() === 0;
  const isNew = wanted.uid === undefined;
  const { uid = found.uid, gid = found.gid } = isRoot && isNew ? await ownerOfNew(dirname(file)) : wanted;
  const isOurs = uid === found.uid && gid === found.gid;
  if (!isOurs && isRoot) {
    await handle.chown(uid, gid).catch((error) => {
      if (!isNew) throw error; // a disk or a container may not allow root to change the owner
    });
  }
  if (!isOurs || (found.mode & PERMISSIONS) !== wanted.mode) await handle.chmod(wanted.mode);
}

async function resolveFile(file: string, linksLeft: number): Promise<string> {
  const found = await unlessMissing(realpath(file));
  if (found !== undefined) return found;
  const path = resolve(file);
  const folder = await realpath(dirname(path));
  const target = await readlink(path).catch(unlessNoLink);
  if (target === undefined) return join(folder, basename(path));
  if (linksLeft === 0) throw new Error(`too many symbolic links: ${file}`);
  return resolveFile(resolve(folder, target), linksLeft - 1);
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Missing, or created since it was found missing. */
function unlessNoLink(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "EINVAL") throw error;
}
