import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { createTwoFilesPatch } from "diff";
import { ownerOf } from "./mark.js";
import type { PlannedFile } from "./planned-file.js";

/** A planned file, compared with the current one. */
export interface ComparedFile extends PlannedFile {
  /** Its path, below the root folder in use. */
  readonly place: string;
  /**
   * `edited`: we wrote it, and it was changed since. `others`: we did not write it. `outdated`: it is unchanged, but for other
   * settings.
   */
  readonly state: "missing" | "same" | "outdated" | "edited" | "others";
  /** The current content. */
  readonly current?: string;
}

export async function compareFiles(
  files: readonly PlannedFile[],
  root: string,
): Promise<readonly ComparedFile[]> {
  return Promise.all(files.map((file) => compareFile(file, join(root, file.path))));
}

async function compareFile(file: PlannedFile, place: string): Promise<ComparedFile> {
  if (file.kind !== "rendered") {
    const found = await stat(place).catch(unlessMissing);
    return { ...file, place, state: found === undefined ? "missing" : "same" };
  }
  const current = await readFile(place, "utf8").catch(unlessMissing);
  if (current === undefined) return { ...file, place, state: "missing" };
  if (current === file.content) return { ...file, place, state: "same", current };
  const owner = ownerOf(current);
  return { ...file, place, state: owner === "us" ? "outdated" : owner, current };
}

/** The change as `diff -u` shows it, without the content of secrets. */
export function describeChange({ place, content, current, kind }: ComparedFile): string {
  if (kind === "secret") return `+++ ${place} (secret)\n`;
  return createTwoFilesPatch(
    current === undefined ? "/dev/null" : place,
    place,
    current ?? "",
    content,
    "",
    "",
  );
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
