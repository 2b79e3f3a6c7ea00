import { type RuntimeCommand, writeWithPayload } from "../../command.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "../certificates/certificate-file.js";
import { expectTransactionOf } from "../certificates/transaction.js";

/**
 * `set ssl ca-file <file> <<` with PEM as its payload (management.txt section 9.3, HAProxy 2.5): replaces all certificates of
 * a transaction for that file; `addSslCaFile` adds more, `commitSslCaFile` makes it effective.
 *
 *     [5]: transaction created for CA ca.crt!
 */
export function setSslCaFile(file: string, pem: string): RuntimeCommand<void> {
  return writeWithPayload(`set ssl ca-file ${certificateFile(file)}`, textPayload(pem), (reply) =>
    expectTransactionOf(file, reply),
  );
}
