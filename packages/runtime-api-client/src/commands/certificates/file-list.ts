import { type CommandReply, rowsOf } from "../../reply.js";

/** Files of one kind that HAProxy holds. */
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
  const rows = rowsOf(reply);
  return {
    files: rows.filter((row) => !row.startsWith("*")),
    uncommitted: rows.filter((row) => row.startsWith("*")).map((row) => row.slice(1)),
  };
}
