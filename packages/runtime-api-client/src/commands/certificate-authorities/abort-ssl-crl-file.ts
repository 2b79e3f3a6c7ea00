import { type RuntimeCommand, write } from "../../command.js";
import { certificateFile } from "../certificates/certificate-file.js";
import { expectAborted } from "../certificates/transaction.js";

/**
 * `abort ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5): drops what was set and not committed. Refused where
 * the transaction is another file's.
 *
 *     [5]: Transaction aborted for certificate 'a.pem'!
 */
export function abortSslCrlFile(file: string): RuntimeCommand<void> {
  return write(`abort ssl crl-file ${certificateFile(file)}`, expectAborted);
}
