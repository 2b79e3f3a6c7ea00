import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";
import { certificateFileOf, type TransactionOptions } from "../certificates/certificate-file.js";
import { parseFields } from "../fields.js";

/** A file of revocation lists (`show ssl crl-file FILE`). */
export interface CrlFileDetails {
  /** A bind line uses it. */
  readonly used: boolean;
  /** Each list's text, as `openssl crl -text` has it: issuer, dates, revoked serial numbers. */
  readonly lists: readonly string[];
}

/**
 * `show ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5).
 *
 *     Filename: crl.pem
 *     Status: Used
 *
 *     Certificate Revocation List #1:
 *     Version 2
 *     Signature Algorithm: ecdsa-with-SHA256
 */
export function showSslCrlFile(
  file: string,
  options: TransactionOptions = {},
): RuntimeCommand<CrlFileDetails> {
  return read(`show ssl crl-file ${certificateFileOf(file, options)}`, (reply) => {
    const [head = "", ...lists] = dataOf(reply).split(/^Certificate Revocation List #\d+:\n/m);
    return { used: parseFields(head).get("Status") === "Used", lists: lists.map((list) => list.trim()) };
  });
}
