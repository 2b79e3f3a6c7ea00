import { isUtf8 } from "node:buffer";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { readFile } from "@haproxy-mcp/durable-files";
import { type ConfigFile, referencedFiles } from "@haproxy-mcp/haproxy-host";

export const MAX_CONFIG_BYTES = 16 * 1_048_576;
const MAX_REFERENCED_BYTES = 4 * 1_048_576;

/** HAProxy's configuration, and the files of patterns and maps that its rules depend on, by their names in it. */
export interface ConfigOnDisk {
  readonly config: readonly ConfigFile[];
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads the configuration as HAProxy does: a file, or of a folder the files `*.cfg` in the order of their names.
 *
 * @throws Error of the file system
 */
export async function readConfigFiles(path: string): Promise<readonly ConfigFile[]> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? (await readdir(path)).filter((name) => /^[^.].*\.cfg$/.test(name)).sort() : [];
  const paths = isFolder ? names.map((name) => join(path, name)) : [path];
  return Promise.all(
    paths.map(async (file) => ({ file: basename(file), text: await textOf(file, MAX_CONFIG_BYTES) })),
  );
}

/**
 * The configuration with the files that its rules depend on.
 *
 * @param root folder in which absolute paths of the configuration are; default: this machine's
 *
 * @throws Error of the file system if the configuration can't be read
 */
export async function readConfigOnDisk(path: string, root = "/"): Promise<ConfigOnDisk> {
  const config = await readConfigFiles(path);
  return { config, files: await readReferencedFiles(referencedFiles(config), path, root) };
}

/** The texts of files by their names in the configuration; those that can't be read are left out. */
export async function readReferencedFiles(
  names: readonly string[],
  configFile: string,
  root = "/",
): Promise<ReadonlyMap<string, string>> {
  const found = names.map(async (name) => {
    const text = await referencedText(name, configFile, root);
    return text === undefined ? [] : [[name, text] as const];
  });
  return new Map((await Promise.all(found)).flat());
}

/** A container may see its files elsewhere: then they are beside the configuration. */
async function referencedText(file: string, configFile: string, root: string): Promise<string | undefined> {
  const folders = [configFile, dirname(configFile)];
  for (const place of [
    isAbsolute(file) ? join(root, file) : file,
    ...folders.map((folder) => join(folder, basename(file))),
  ]) {
    const text = await textOf(place, MAX_REFERENCED_BYTES).catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

async function textOf(file: string, maxBytes: number): Promise<string> {
  const found = await readFile(file, { maxBytes });
  if (found === undefined) throw new Error(`${file} is missing`);
  return found.content.toString(encodingOf(found.content));
}

/** Comments may be in any encoding: text that is read and written again keeps each byte. */
export function encodingOf(content: Buffer): "utf8" | "latin1" {
  return isUtf8(content) ? "utf8" : "latin1";
}
