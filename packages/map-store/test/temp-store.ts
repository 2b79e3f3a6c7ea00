import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "@haproxy-mcp/durable-files";
import { createFileStateStore, type ExclusiveStateStore, type FileStateStoreOptions } from "../src/index.js";

/** Beside domains.map: it holds the time, so that its text is another one every time. */
export const JOURNAL = "domains.map.journal";

/** Files that were just edited by hand have rested by this clock. */
export const lateClock: Clock = { ...systemClock, now: () => new Date(Date.now() + 5_000) };

/** A folder of its own with the files of a store, gone at the end of the test. */
export interface TempStore extends AsyncDisposable {
  readonly folder: string;
  readonly mapFile: string;
  readonly serversFile: string;
  /** Another store over the same files. */
  open(options?: Partial<FileStateStoreOptions>): ExclusiveStateStore;
  path(name: string): string;
  write(name: string, content: string | Buffer): Promise<void>;
  text(name: string): Promise<string>;
  /** Names and contents of every file there is but the journal, temporary ones and locks too. */
  files(): Promise<Record<string, string>>;
}

export async function tempStore(files: Record<string, string> = {}): Promise<TempStore> {
  const folder = await mkdtemp(join(tmpdir(), "map-store-"));
  const path = (name: string) => join(folder, name);
  const write = (name: string, content: string | Buffer) => writeFile(path(name), content);
  const text = (name: string) => readFile(path(name), "latin1");
  await Promise.all(Object.entries(files).map(([name, content]) => write(name, content)));
  const [mapFile, serversFile] = [path("domains.map"), path("servers.json")];
  return {
    folder,
    mapFile,
    serversFile,
    open: (options) => createFileStateStore({ mapFile, serversFile, ...options }),
    path,
    write,
    text,
    async files() {
      const names = (await readdir(folder)).filter((name) => name !== JOURNAL).sort();
      return Object.fromEntries(
        await Promise.all(
          names.map(async (name) => [name, await text(name).catch(() => "(folder)")] as const),
        ),
      );
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
