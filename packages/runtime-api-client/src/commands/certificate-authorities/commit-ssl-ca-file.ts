import { type RuntimeCommand, write } from "../../command.js";
import { certificateFile } from "../certificates/certificate-file.js";
import { expectCommitted } from "../certificates/transaction.js";

/**
 * `commit ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5): from now on the CA file that was set is used.
 * Refused with `No ongoing transaction!`
 *
 *     Committing a.pem
 *     Success!
 */
export function commitSslCaFile(file: string): RuntimeCommand<void> {
  return write(`commit ssl ca-file ${certificateFile(file)}`, expectCommitted);
}
