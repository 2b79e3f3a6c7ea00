import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";

const MINUTE_S = 60;

/** Locks of a killed process are taken over once they are stale: the test does not wait for that. */
export async function letLocksAge(folder: string): Promise<void> {
  const aMinuteAgo = Date.now() / 1_000 - MINUTE_S;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.name.endsWith(".lock"))
      await utimes(join(entry.parentPath, entry.name), aMinuteAgo, aMinuteAgo);
  }
}
