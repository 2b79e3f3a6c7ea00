import { type FileSystem, resolveFile } from "@haproxy-mcp/durable-files";
import type { FoundDerivedFile, Render } from "./plan-replacement.js";
import { MAX_SERVERS_BYTES, readStored } from "./stored-files-reader.js";

/** A file that others read, and that follows from the state alone. */
export interface DerivedFile {
  readonly file: string;
  readonly render: Render;
  /** Permission bits for a file that does not exist yet. Default: 0644. */
  readonly mode?: number | undefined;
}

/** Where the files of a store really are, as {@link FileSystem.resolve} gave them. */
export interface ResolvedPaths {
  readonly map: string;
  readonly servers: string;
  /** In the order in which they were asked for. */
  readonly derived: readonly string[];
}

/** @throws FileError `UNREADABLE` */
export async function resolvePaths(
  fileSystem: FileSystem,
  {
    mapFile,
    serversFile,
    derived = [],
  }: {
    readonly mapFile: string;
    readonly serversFile: string;
    readonly derived?: readonly DerivedFile[] | undefined;
  },
): Promise<ResolvedPaths> {
  const [map = mapFile, servers = serversFile, ...rest] = await Promise.all(
    [mapFile, serversFile, ...derived.map(({ file }) => file)].map((file) => resolveFile(file, fileSystem)),
  );
  return { map, servers, derived: rest };
}

/**
 * @param paths of the same files
 * @throws FileError `UNREADABLE`
 */
export function findDerivedFiles(
  fileSystem: FileSystem,
  derived: readonly DerivedFile[],
  paths: readonly string[],
): Promise<readonly FoundDerivedFile[]> {
  return Promise.all(
    derived.map(async ({ file, render, mode }, index) => {
      const path = paths[index] ?? file;
      const found = await readStored(fileSystem, path, MAX_SERVERS_BYTES);
      const attributes = found?.attributes ?? (mode === undefined ? undefined : { mode });
      return { file: path, render, content: found?.content, attributes };
    }),
  );
}
