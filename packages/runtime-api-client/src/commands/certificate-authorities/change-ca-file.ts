import { type RuntimeCommand, write, writeAnnounced, writeWithPayload } from "../../command.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "../certificates/certificate-file.js";
import { expectAborted, expectSuccess, expectTransactionOf } from "../certificates/transaction.js";

/**
 * `new ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5): an empty CA file to be set and committed. Refused where
 * there is one of that name.
 *
 *     [5]: New CA file created 'a.pem'!
 */
export function newSslCaFile(file: string): RuntimeCommand<void> {
  return writeAnnounced(`new ssl ca-file ${certificateFile(file)}`, /^New CA file created /);
}

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

/**
 * `commit ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5): from now on the CA file that was set is used.
 * Refused with `No ongoing transaction!`
 *
 *     Committing a.pem
 *     Success!
 */
export function commitSslCaFile(file: string): RuntimeCommand<void> {
  return write(`commit ssl ca-file ${certificateFile(file)}`, expectSuccess);
}

/**
 * `abort ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5): drops what was set and not committed. Refused where
 * the transaction is another file's.
 *
 *     [5]: Transaction aborted for certificate 'a.pem'!
 */
export function abortSslCaFile(file: string): RuntimeCommand<void> {
  return write(`abort ssl ca-file ${certificateFile(file)}`, expectAborted);
}

/**
 * `del ssl ca-file <file>` (management.txt section 9.3, HAProxy 2.5). Refused with `in use, can't be deleted!`
 *
 *     [5]: CA file 'a.pem' deleted!
 */
export function delSslCaFile(file: string): RuntimeCommand<void> {
  return writeAnnounced(`del ssl ca-file ${certificateFile(file)}`, /^CA file .* deleted!/);
}
