import { open, readFile, rename } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** The floor of a durable write: a temporary file, flushed, renamed over the file, and the folder flushed. */
async function writeDurably(file: string, content: Buffer): Promise<void> {
  const folder = dirname(file);
  const temporary = join(folder, `.${basename(file)}.bench`);
  await flushed(temporary, "w", (handle) => handle.writeFile(content));
  await rename(temporary, file);
  await flushed(folder, "r", async () => {});
}

/** The floor of a durable line at the end of a file. */
export async function appendDurably(file: string, line: string): Promise<void> {
  await using handle = await open(file, "a");
  await handle.writeFile(line);
  await handle.datasync();
}

/** Rewrites files unchanged. */
export async function rewriteDurably(files: readonly string[]): Promise<() => Promise<void>> {
  const contents = await Promise.all(files.map(async (file) => [file, await readFile(file)] as const));
  return async () => {
    for (const [file, content] of contents) await writeDurably(file, content);
  };
}

async function flushed(
  path: string,
  flags: string,
  use: (handle: Awaited<ReturnType<typeof open>>) => Promise<void>,
): Promise<void> {
  await using handle = await open(path, flags);
  await use(handle);
  await handle.sync();
}
