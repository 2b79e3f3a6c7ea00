import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { certificateFile } from "./certificate-file.js";

/**
 * `new ssl cert <file>` (management.txt section 9.3, HAProxy 2.2): an empty certificate store to be set and committed. Refused where
 * there is one of that name.
 *
 *     [5]: New empty certificate store 'a.pem'!
 */
export function newSslCert(file: string): RuntimeCommand<void> {
  return write(`new ssl cert ${certificateFile(file)}`, (reply) =>
    expectAnnounced([/^New empty certificate store /], reply),
  );
}
