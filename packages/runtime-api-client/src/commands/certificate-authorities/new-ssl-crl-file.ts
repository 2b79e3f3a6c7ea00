import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { certificateFile } from "../certificates/certificate-file.js";

/**
 * `new ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5): an empty CRL file to be set and committed. Refused where
 * there is one of that name.
 *
 *     [5]: New CRL file created 'a.pem'!
 */
export function newSslCrlFile(file: string): RuntimeCommand<void> {
  return write(`new ssl crl-file ${certificateFile(file)}`, (reply) =>
    expectAnnounced([/^New CRL file created /], reply),
  );
}
