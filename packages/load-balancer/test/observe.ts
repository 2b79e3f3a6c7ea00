import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";

/** Files and running HAProxy, without what changes by itself: results of checks, and times. */
export interface Observed {
  readonly files: Readonly<Record<string, string>>;
  readonly map: readonly string[];
  /** Slots in use. */
  readonly servers: readonly string[];
}

const stateFiles = ({ mapFile, serversFile, stateFile }: TestHaproxy) => [mapFile, serversFile, stateFile];

export async function observe(haproxy: TestHaproxy): Promise<Observed> {
  const [files, map, servers] = await Promise.all([
    readFiles(haproxy),
    haproxy.runtime(`show map ${haproxy.mapFile}`),
    haproxy.runtime("show servers state"),
  ]);
  return {
    files,
    map: [...map.matchAll(/^0x\S+ (.*)$/gm)].map(([, entry]) => entry ?? "").sort(),
    servers: servers
      .split("\n")
      .filter((row) => /^\d+ pool_/.test(row))
      .map((row) => row.split(" "))
      .filter((cells) => cells[4] !== "0.0.0.0" || !isMaint(cells))
      .map((cells) => `${cells[3]} ${cells[4]}:${cells[18]} weight ${cells[7]} ${stateOf(cells)}`),
  };
}

const bitsOf = (cells: readonly string[]): number => Number(cells[6]);
const isMaint = (cells: readonly string[]): boolean => (bitsOf(cells) & 1) !== 0 || bitsOf(cells) === 4;

/** Bits of management.txt, "show servers state"; 4 alone is a slot as it was declared. */
function stateOf(cells: readonly string[]): string {
  if ((bitsOf(cells) & 1) !== 0) return "maint";
  return (bitsOf(cells) & 8) !== 0 ? "drain" : "ready";
}

async function readFiles(haproxy: TestHaproxy): Promise<Record<string, string>> {
  const files = await Promise.all(
    stateFiles(haproxy).map(
      async (file) => [basename(file), await readFile(file, "utf8").catch(() => "missing")] as const,
    ),
  );
  return Object.fromEntries(files);
}

export async function writeFiles(haproxy: TestHaproxy, { files }: Observed): Promise<void> {
  for (const file of stateFiles(haproxy)) await writeFile(file, files[basename(file)] ?? "");
}

/** What a killed writer may leave: temporary files, and the lock. */
export async function leftovers({ dir }: TestHaproxy): Promise<readonly string[]> {
  return (await readdir(dir)).filter((name) => name.startsWith(".") || name.endsWith(".lock"));
}

/** As if a minute had gone by since a writer was killed: no process waits for its lock any more. */
export async function letLockAge({ mapFile }: TestHaproxy): Promise<void> {
  const aMinuteAgo = Date.now() / 1_000 - 60;
  await utimes(join(`${mapFile}.lock`), aMinuteAgo, aMinuteAgo).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}
