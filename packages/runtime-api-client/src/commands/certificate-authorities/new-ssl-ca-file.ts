import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { certificateFile } from "../certificates/certificate-file.js";

/**
 * `new ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5): an empty CA file to be set and committed. Refused where
 * there is one of that name.
 *
 *     [5]: New CA file created 'a.pem'!
 */
export function newSslCaFile(file: string): RuntimeCommand<void> {
  return write(`new ssl ca-file ${certificateFile(file)}`, (reply) =>
    expectAnnounced([/^New CA file created /], reply),
  );
}
