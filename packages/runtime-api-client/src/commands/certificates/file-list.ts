import { type CommandReply, dataOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** Files of one type that HAProxy holds. */
export interface FileList {
  readonly files: readonly string[];
  /** Set and not committed yet; there is at most one. */
  readonly uncommitted: readonly string[];
}

/**
 * Reads the lists of certificates, CA and CRL files:
 *
 *     # transaction
 *     *b.pem
 *     # filename
 *     a.pem
 */
export function parseFileList(reply: CommandReply): FileList {
  const rows = splitLines(dataOf(reply)).filter((text) => !text.startsWith("#"));
  return {
    files: rows.filter((row) => !row.startsWith("*")),
    uncommitted: rows.filter((row) => row.startsWith("*")).map((row) => row.slice(1)),
  };
}
