import { type RuntimeCommand, writeWithPayload } from "../../command.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "../certificates/certificate-file.js";
import { expectTransactionOf } from "../certificates/transaction.js";

/**
 * `add ssl ca-file <file> <<` with PEM as its payload (management.txt section 9.3, HAProxy 2.7): adds certificates to a
 * transaction for that file, for a CA file that is too long for one command.
 *
 *     [5]: transaction updated for CA ca.crt!
 */
export function addSslCaFile(file: string, pem: string): RuntimeCommand<void> {
  return writeWithPayload(`add ssl ca-file ${certificateFile(file)}`, textPayload(pem), (reply) =>
    expectTransactionOf(file, reply),
  );
}
