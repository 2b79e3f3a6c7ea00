import { readFile, realpath } from "node:fs/promises";

/** Linux's list of mounts (proc(5)); empty if there is no such file. */
export function readMountInfo(): Promise<string> {
  return readFile("/proc/self/mountinfo", "utf8").catch(() => "");
}

/**
 * The files that are mount points, such as a single file mounted into a container. Nothing can be renamed over one, so it
 * can never be replaced.
 */
export async function mountPointsAmong(
  files: readonly string[],
  mountInfo: string,
): Promise<ReadonlySet<string>> {
  const points = new Set(mountInfo.split("\n").map(mountPointOf));
  const found = await Promise.all(
    files.map(async (file) => (points.has(await realpath(file).catch(() => file)) ? [file] : [])),
  );
  return new Set(found.flat());
}

/** The fifth field; blanks and backslashes in it are octal escapes. */
function mountPointOf(line: string): string | undefined {
  return line.split(" ")[4]?.replace(/(?:\\[0-7]{3})+/g, (escapes) =>
    Buffer.from(
      escapes
        .slice(1)
        .split("\\")
        .map((digits) => Number.parseInt(digits, 8)),
    ).toString(),
  );
}
