import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { certificateFile } from "../certificates/certificate-file.js";

/**
 * `del ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5). Refused with `in use, can't be deleted!`
 *
 *     [5]: CRL file 'a.pem' deleted!
 */
export function delSslCrlFile(file: string): RuntimeCommand<void> {
  return write(`del ssl crl-file ${certificateFile(file)}`, (reply) =>
    expectAnnounced([/^CRL file .* deleted!/], reply),
  );
}
