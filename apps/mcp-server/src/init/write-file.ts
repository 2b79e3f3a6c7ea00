import { randomUUID } from "node:crypto";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ComparedFile } from "./compare-files.js";

/** Writes a file, whole or not at all; keeps a copy of what was edited by hand. */
export async function writeCompared({ place, content, mode, state }: ComparedFile): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  if (state === "edited" || state === "others") await copyFile(place, backupOf(place));
  const temporary = join(dirname(place), `.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, content, { mode, flag: "wx", flush: true });
    await rename(temporary, place);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export function backupOf(place: string): string {
  return `${place}.before-init`;
}
