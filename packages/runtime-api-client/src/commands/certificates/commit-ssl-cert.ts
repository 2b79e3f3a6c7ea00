import { type RuntimeCommand, write } from "../../command.js";
import { certificateFile } from "./certificate-file.js";
import { expectCommitted } from "./transaction.js";

/**
 * `commit ssl cert <file>` (management.txt section 9.3, HAProxy 2.2): from now on the certificate store that was set is used.
 * Refused with `No ongoing transaction!`
 *
 *     Committing a.pem
 *     Success!
 */
export function commitSslCert(file: string): RuntimeCommand<void> {
  return write(`commit ssl cert ${certificateFile(file)}`, expectCommitted);
}
