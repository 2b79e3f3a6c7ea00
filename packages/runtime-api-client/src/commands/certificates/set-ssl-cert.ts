import { type RuntimeCommand, writeWithPayload } from "../../command.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "./certificate-file.js";
import { expectTransactionOf } from "./transaction.js";

/**
 * `set ssl cert <file> <<` with PEM as its payload (management.txt section 9.3, HAProxy 2.2): opens a transaction for that
 * file, or changes the open one; `commitSslCert` makes it effective. HAProxy has one transaction for all certificates: the
 * response is refused as `MALFORMED_REPLY` if another file's was changed, which HAProxy 2.6 does.
 *
 *     [5]: Transaction created for certificate a.pem!
 *
 * @param pem leaf, chain and key; blank lines are left out. It appears in no message. At most about 16,000 bytes
 */
export function setSslCert(file: string, pem: string): RuntimeCommand<void> {
  return writeWithPayload(`set ssl cert ${certificateFile(file)}`, textPayload(pem), (reply) =>
    expectTransactionOf(file, reply),
  );
}
