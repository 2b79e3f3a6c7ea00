import { type RuntimeCommand, read } from "../../command.js";
import { type CommandReply, malformed } from "../../reply.js";
import { type FileList, parseFileList } from "../certificates/file-list.js";

/** A CA file, and how many certificates it has. */
export interface CaFile {
  readonly file: string;
  readonly certificates: number;
}

/** The CA files of HAProxy, and those that were set and are not committed yet (`show ssl ca-file`). */
export interface CaFileList {
  readonly files: readonly CaFile[];
  readonly uncommitted: readonly CaFile[];
}

/**
 * `show ssl ca-file` with no argument (management.txt section 9.3, HAProxy 2.5).
 *
 * ```text
 * # transaction
 * *ca.crt - 2 certificate(s)
 * # filename
 * ca.crt - 1 certificate(s)
 * @system-ca - 144 certificate(s)
 * ```
 */
export function showSslCaFiles(): RuntimeCommand<CaFileList> {
  return read("show ssl ca-file", (reply) => {
    const { files, uncommitted }: FileList = parseFileList(reply);
    const rows = (list: readonly string[]) => list.map((row) => parseRow(row, reply));
    return { files: rows(files), uncommitted: rows(uncommitted) };
  });
}

function parseRow(row: string, reply: CommandReply): CaFile {
  const [, file, certificates] = /^(.*) - (\d+) certificate\(s\)$/.exec(row) ?? [];
  if (file === undefined) throw malformed(reply, `${JSON.stringify(row)} is not a CA file`);
  return { file, certificates: Number(certificates) };
}
