import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";
import { certificateFileOf, type TransactionOptions } from "../certificates/certificate-file.js";
import { parseFields } from "../fields.js";

/** A CA file with its certificates (`show ssl ca-file FILE`). */
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
