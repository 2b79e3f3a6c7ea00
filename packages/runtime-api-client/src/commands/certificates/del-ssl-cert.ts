import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { certificateFile } from "./certificate-file.js";

/**
 * `del ssl cert <file>` (management.txt section 9.3, HAProxy 2.2). Refused with `in use, can't be deleted!`
 *
 *     [5]: Certificate 'a.pem' deleted!
 */
export function delSslCert(file: string): RuntimeCommand<void> {
  return write(`del ssl cert ${certificateFile(file)}`, (reply) =>
    expectAnnounced([/^Certificate .* deleted!/], reply),
  );
}
