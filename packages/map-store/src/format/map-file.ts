import { type MapLine, readMapLine } from "./map-line.js";
import { type MapMeaning, meaningOf, type Uncertain } from "./map-meaning.js";

export type { NamesByPool, Uncertain } from "./map-meaning.js";

/** domains.map, line by line, and what it means. Never changed: an edit gives another one. */
export interface MapFile extends MapMeaning {
  readonly path: string;
  readonly content: Buffer;
  readonly lines: readonly MapLine[];
  /** Whether it has a NUL byte, as after a power cut. */
  readonly isBinary: boolean;
  /** What {@link withUncertain} was given. */
  readonly uncertain: Uncertain;
}

const NOTHING: Uncertain = {};

/** @param path for messages */
export function parseMapFile(path: string, content: Buffer): MapFile {
  const parts = content.toString("latin1").split("\n");
  const last = parts.pop() ?? "";
  const lines = parts.map((part) => withoutCr(part, "\r\n", "\n"));
  if (last !== "") lines.push(withoutCr(last, "\r", ""));
  return {
    path,
    content,
    lines,
    isBinary: content.includes(0),
    uncertain: NOTHING,
    ...meaningOf(path, lines),
  };
}

/** The same file in which exactly these lines are `INCOMPLETE` and `RETURNED` problems. */
export function withUncertain(file: MapFile, { incomplete, returned }: Uncertain): MapFile {
  // After an edit another line may be the last, and that one is complete.
  const uncertain = { incomplete: incomplete && file.incompleteLine !== undefined, returned };
  if (isNothing(file.uncertain) && isNothing(uncertain)) return file;
  return { ...file, uncertain, ...meaningOf(file.path, file.lines, uncertain) };
}

function isNothing({ incomplete = false, returned }: Uncertain): boolean {
  return !incomplete && (returned === undefined || returned.size === 0);
}

function withoutCr(part: string, withCr: MapLine["end"], without: MapLine["end"]): MapLine {
  return part.endsWith("\r") ? readMapLine(part.slice(0, -1), withCr) : readMapLine(part, without);
}
