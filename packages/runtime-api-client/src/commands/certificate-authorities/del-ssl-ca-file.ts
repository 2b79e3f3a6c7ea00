import { type RuntimeCommand, write } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { certificateFile } from "../certificates/certificate-file.js";

/**
 * `del ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5). Refused with `in use, can't be deleted!`
 *
 *     [5]: CA file 'a.pem' deleted!
 */
export function delSslCaFile(file: string): RuntimeCommand<void> {
  return write(`del ssl ca-file ${certificateFile(file)}`, (reply) =>
    expectAnnounced([/^CA file .* deleted!/], reply),
  );
}
