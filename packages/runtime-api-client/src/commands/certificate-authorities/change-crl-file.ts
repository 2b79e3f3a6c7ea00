import { type RuntimeCommand, write, writeAnnounced, writeWithPayload } from "../../command.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "../certificates/certificate-file.js";
import { expectAborted, expectSuccess, expectTransactionOf } from "../certificates/transaction.js";

/**
 * `new ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5): an empty CRL file to be set and committed. Refused where
 * there is one of that name.
 *
 *     [5]: New CRL file created 'a.pem'!
 */
export function newSslCrlFile(file: string): RuntimeCommand<void> {
  return writeAnnounced(`new ssl crl-file ${certificateFile(file)}`, /^New CRL file created /);
}

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

/**
 * `commit ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5): from now on the CRL file that was set is used.
 * Refused with `No ongoing transaction!`
 *
 *     Committing a.pem
 *     Success!
 */
export function commitSslCrlFile(file: string): RuntimeCommand<void> {
  return write(`commit ssl crl-file ${certificateFile(file)}`, expectSuccess);
}

/**
 * `abort ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5): drops what was set and not committed. Refused where
 * the transaction is another file's.
 *
 *     [5]: Transaction aborted for certificate 'a.pem'!
 */
export function abortSslCrlFile(file: string): RuntimeCommand<void> {
  return write(`abort ssl crl-file ${certificateFile(file)}`, expectAborted);
}

/**
 * `del ssl crl-file <file>` (management.txt section 9.3, HAProxy 2.5). Refused with `in use, can't be deleted!`
 *
 *     [5]: CRL file 'a.pem' deleted!
 */
export function delSslCrlFile(file: string): RuntimeCommand<void> {
  return writeAnnounced(`del ssl crl-file ${certificateFile(file)}`, /^CRL file .* deleted!/);
}
