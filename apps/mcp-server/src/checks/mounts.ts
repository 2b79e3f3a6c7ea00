import { readFile, realpath } from "node:fs/promises";

/** What is mounted where, as Linux shows it (proc(5)); nothing where there is no such file. */
export function readMountInfo(): Promise<string> {
  return readFile("/proc/self/mountinfo", "utf8").catch(() => "");
}

/**
 * Of some files those that are mount points, such as a file that was given to a container by itself. Nothing can be renamed
 * over one, so that it can never be replaced.
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

/** The fifth field; blanks and backslashes in it are written in octal. */
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
