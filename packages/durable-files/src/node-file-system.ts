import { type FileHandle, link, open, readdir, readlink, realpath, rename, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { allEnded } from "./all-ended.js";
import type { FileAttributes, FileSystem } from "./file-system.js";

const PERMISSIONS = 0o7777;
const LINK_LIMIT = 40; // as in path_resolution(7)

/** The disk of this machine. */
export const nodeFileSystem: FileSystem = {
  resolve: (file) => resolveFile(file, LINK_LIMIT),
  async read(file) {
    const handle = await unlessMissing(open(file, "r"));
    if (handle === undefined) return undefined;
    try {
      const { size, mode, uid, gid } = await handle.stat();
      return { content: await readAll(handle, size), attributes: { mode: mode & PERMISSIONS, uid, gid } };
    } finally {
      // Nobody waits for the end of what was only read, and it cannot fail in a way that matters.
      handle.close().catch(() => {});
    }
  },
  async create(file, content, attributes) {
    await using handle = await open(file, "wx", attributes.mode);
    await allEnded([handle.writeFile(content), setAttributes(handle, attributes)]);
    await handle.sync();
  },
  link,
  rename,
  remove: (file) => unlessMissing(unlink(file)),
  openFolder: (folder) => open(folder, "r"),
  list: (folder) => readdir(folder),
};

/** In one step, unless the file has another size by now; a byte more than expected shows that. */
async function readAll(handle: FileHandle, size: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size + 1), 0, size + 1, 0);
  return bytesRead === size ? buffer.subarray(0, size) : handle.readFile();
}

/** The owner first: changing it clears the set-user-id bits of the mode. */
async function setAttributes(handle: FileHandle, { mode, uid, gid }: FileAttributes): Promise<void> {
  const found = await handle.stat();
  const isOurs = (uid ?? found.uid) === found.uid && (gid ?? found.gid) === found.gid;
  if (!isOurs && process.getuid?.() === 0) await handle.chown(uid ?? found.uid, gid ?? found.gid);
  if (!isOurs || (found.mode & PERMISSIONS) !== mode) await handle.chmod(mode);
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

/** Missing, or made as a file since it was found missing. */
function unlessNoLink(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "EINVAL") throw error;
}
