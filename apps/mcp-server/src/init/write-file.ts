import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ComparedFile } from "./compare-files.js";

/** Writes a file, whole or not at all; keeps a copy of what was edited by hand. */
export async function writeCompared({ place, content, mode, state }: ComparedFile): Promise<void> {
  await mkdir(dirname(place), { recursive: true });
  if (state === "edited" || state === "others")
    await put(backupOf(place), (temporary) => copyFile(place, temporary, constants.COPYFILE_EXCL));
  await put(place, (temporary) => writeFile(temporary, content, { mode, flag: "wx", flush: true }));
}

/** Never through a link: others may write in the folder, and we are root. */
async function put(place: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = join(dirname(place), `.${randomUUID()}.tmp`);
  try {
    await write(temporary);
    await rename(temporary, place);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export function backupOf(place: string): string {
  return `${place}.before-init`;
}
