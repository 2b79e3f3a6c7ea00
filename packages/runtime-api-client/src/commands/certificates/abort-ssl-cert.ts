import { type RuntimeCommand, write } from "../../command.js";
import { certificateFile } from "./certificate-file.js";
import { expectAborted } from "./transaction.js";

/**
 * `abort ssl cert <file>` (management.txt section 9.3, HAProxy 2.2): drops what was set and not committed. Refused where
 * the transaction is another file's.
 *
 *     [5]: Transaction aborted for certificate 'a.pem'!
 */
export function abortSslCert(file: string): RuntimeCommand<void> {
  return write(`abort ssl cert ${certificateFile(file)}`, expectAborted);
}
