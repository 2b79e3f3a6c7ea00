import { type MapFile, parseMapFile, withUncertain } from "./map-file.js";

/**
 * The same entries without the NUL bytes that a power cut leaves: HAProxy ends a line at the first. What is no whole entry
 * without them is removed, since it was not written by hand.
 */
export function withoutNul(file: MapFile): MapFile {
  const lines = file.lines.flatMap(({ text, end, entry }) => {
    const at = text.indexOf("\0");
    if (at === -1) return [text + end];
    return entry?.pattern === undefined || entry.pool === undefined
      ? []
      : [text.slice(0, at) + (end || "\n")];
  });
  return withUncertain(parseMapFile(file.path, Buffer.from(lines.join(""), "latin1")), file.uncertain);
}
