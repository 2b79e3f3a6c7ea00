import { type RuntimeCommand, read } from "../../command.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";
import { certificateFileOf, type TransactionOptions } from "../certificates/certificate-file.js";
import { parseFields } from "../certificates/fields.js";
import { type FileList, parseFileList } from "../certificates/file-list.js";

export interface CaFile {
  readonly file: string;
  readonly certificates: number;
}

export interface CaFileList {
  readonly files: readonly CaFile[];
  readonly uncommitted: readonly CaFile[];
}

/**
 * `show ssl ca-file` with no argument (management.txt section 9.3, HAProxy 2.5).
 *
 *     # transaction
 *     *ca.crt - 2 certificate(s)
 *     # filename
 *     ca.crt - 1 certificate(s)
 *     @system-ca - 144 certificate(s)
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

export interface CaFileDetails {
  /** A bind or server line uses it. */
  readonly used: boolean;
  /** Each certificate's fields, by HAProxy's names: `Serial`, `notAfter`, `SHA1 FingerPrint`, `Subject`, … */
  readonly certificates: readonly ReadonlyMap<string, string>[];
}

/**
 * `show ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5).
 *
 *     Filename: ca.crt
 *     Status: Used
 *
 *     Certificate #1:
 *     Serial: 24DC5CE30AD5634DFB914180EBAE84B18F092303
 *     notBefore: Nov 23 12:38:08 2026 GMT
 */
export function showSslCaFile(file: string, options: TransactionOptions = {}): RuntimeCommand<CaFileDetails> {
  return read(`show ssl ca-file ${certificateFileOf(file, options)}`, (reply) => {
    const [head = "", ...sections] = dataOf(reply).split(/^Certificate #\d+:$/m);
    return { used: parseFields(head).get("Status") === "Used", certificates: sections.map(parseFields) };
  });
}
