import { RuntimeApiError } from "../errors.js";
import { MAX_REQUEST_BYTES } from "../line.js";

/** Room for the command's line, including its path, before its payload. */
const LINE_ROOM_BYTES = 4_096;
/** Maximum size of one payload. 3.4 hangs on some longer ones, depending on where its buffer ends. */
const CHUNK_BYTES = MAX_REQUEST_BYTES - LINE_ROOM_BYTES;

/**
 * PEM text, or base64, as a payload: HAProxy ends a payload at the first empty line.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` if nothing is left, or for what is not text; the message does not show the content
 */
export function textPayload(text: string): string {
  if (typeof text !== "string") {
    throw new RuntimeApiError("UNSAFE_ARGUMENT", "the payload is not text; read a file as utf8");
  }
  const lines = text.split(/\r?\n/).filter((one) => one.trim() !== "");
  if (lines.length > 0) return lines.join("\n");
  throw new RuntimeApiError("UNSAFE_ARGUMENT", "the payload is empty");
}

/** Splits lines into payloads that fit HAProxy's limit, in order. A line that is too long gets its own payload. */
export function chunkLines(lines: Iterable<string>): readonly string[] {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let bytes = 0;
  for (const text of lines) {
    const size = Buffer.byteLength(text) + 1;
    if (bytes + size > CHUNK_BYTES && chunk.length > 0) {
      chunks.push(chunk.join("\n"));
      chunk = [];
      bytes = 0;
    }
    chunk.push(text);
    bytes += size;
  }
  if (chunk.length > 0) chunks.push(chunk.join("\n"));
  return chunks;
}
