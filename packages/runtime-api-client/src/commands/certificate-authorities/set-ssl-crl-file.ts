import { type RuntimeCommand, writeWithPayload } from "../../command.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "../certificates/certificate-file.js";
import { expectTransactionOf } from "../certificates/transaction.js";

/**
 * `set ssl crl-file <file> <<` with PEM as its payload (management.txt section 9.3, HAProxy 2.5): opens a transaction for that
 * file; `commitSslCrlFile` makes it effective.
 *
 *     [5]: transaction created for CRL crl.pem!
 */
export function setSslCrlFile(file: string, pem: string): RuntimeCommand<void> {
  return writeWithPayload(`set ssl crl-file ${certificateFile(file)}`, textPayload(pem), (reply) =>
    expectTransactionOf(file, reply),
  );
}
