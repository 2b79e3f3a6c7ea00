import { type RuntimeCommand, write } from "../../command.js";
import { certificateFile } from "../certificates/certificate-file.js";

/**
 * `acme renew <file>` (management.txt section 9.3, HAProxy 3.2): starts a renewal and prints nothing; `acmeStatus` shows how it
 * goes. Refused with `No ACME configuration defined for file 'a.pem'.` and similar texts.
 */
export function acmeRenew(file: string): RuntimeCommand<void> {
  return write(`acme renew ${certificateFile(file)}`);
}
