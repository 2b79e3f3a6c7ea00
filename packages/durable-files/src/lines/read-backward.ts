import type { FileHandle } from "node:fs/promises";
import { messageOf } from "../errors.js";
import { MAX_LINE_BYTES } from "./line-limits.js";
import { lineNumberAt, linesBackward } from "./lines-backward.js";
import { openLineFile } from "./open-line-file.js";
import { rotatedName } from "./rotated-name.js";

/** A line, or what can't be read, in words. */
export type FoundLine<Line> = { readonly line: Line } | { readonly problem: string };

interface ReadOptions<Line> {
  readonly parse: (document: unknown) => Line | undefined;
  readonly containing?: string | undefined;
}

/** Finding a line's number takes a time that grows with its file. */
const LOCATED_AT_MOST = 3;

/** The lines of a file and those rotated away, the newest first. */
export async function* readBackward<Line>(
  file: string,
  maxFiles: number,
  options: ReadOptions<Line>,
): AsyncGenerator<FoundLine<Line>, void> {
  const seen = new Set<string>();
  for (let index = 0; index < maxFiles; index++) {
    const path = rotatedName(file, index);
    try {
      const found = await openLineFile(path, "read");
      if (found === undefined) continue;
      await using handle = found.handle;
      // rotated since it was read
      if (seen.has(found.id)) continue;
      seen.add(found.id);
      yield* linesOf(path, handle, found.size, options);
    } catch (error) {
      yield { problem: `${path} can't be read: ${messageOf(error)}` };
    }
  }
}

async function* linesOf<Line>(
  path: string,
  handle: FileHandle,
  size: number,
  { parse, containing }: ReadOptions<Line>,
): AsyncGenerator<FoundLine<Line>, void> {
  let broken = 0;
  for await (const { start, content } of linesBackward(handle, size, MAX_LINE_BYTES)) {
    if (content?.length === 0) continue;
    if (containing !== undefined && content?.includes(containing) === false) continue;
    const line = content && parseLine(content.toString(), parse);
    if (line !== undefined) {
      yield { line };
      continue;
    }
    broken += 1;
    if (broken > LOCATED_AT_MOST) continue;
    const number = await lineNumberAt(handle, start);
    yield { problem: `${path} line ${number} is not a valid record; it was skipped` };
  }
  const more = broken - LOCATED_AT_MOST;
  if (more > 0)
    yield { problem: `${path} has ${more} more lines that are not valid records; they were skipped` };
}

function parseLine<Line>(text: string, parse: (document: unknown) => Line | undefined): Line | undefined {
  try {
    return parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
