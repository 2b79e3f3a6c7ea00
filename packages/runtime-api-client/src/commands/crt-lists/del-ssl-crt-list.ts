import { integer } from "../../arguments.js";
import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";
import { expectAnnounced } from "../../reply.js";
import { certificateFile } from "../certificates/certificate-file.js";

/**
 * `del ssl crt-list <list> <file>[:<line>]` (management.txt section 9.3, HAProxy 2.2): the certificate is no longer served
 * through that list. Refused with `can't be found in crt-list`.
 *
 *     [5]: Entry 'a.pem' deleted in crtlist '/etc/haproxy/certs'!
 */
export function delSslCrtList(
  list: string,
  {
    file,
    lineNumber,
  }: {
    readonly file: string;
    /** From 1; required if a crt-list has the certificate several times. */
    readonly lineNumber?: number;
  },
): RuntimeCommand<void> {
  const suffix =
    lineNumber === undefined ? "" : `:${integer(lineNumber, "a line", 1, Number.MAX_SAFE_INTEGER)}`;
  return write(`${line`del ssl crt-list ${list}`} ${certificateFile(file)}${suffix}`, (reply) =>
    expectAnnounced([/^Entry .* deleted in crtlist /], reply),
  );
}
