import { type RuntimeCommand, write, writeAnnounced, writeWithPayload } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { textPayload } from "../../wire/payload.js";
import { certificateFile } from "./certificate-file.js";
import { expectAborted, expectSuccess, expectTransactionOf } from "./transaction.js";

/**
 * `new ssl cert <file>` (management.txt section 9.3, HAProxy 2.2): an empty certificate store to be set and committed. Refused where
 * there is one of that name.
 *
 *     [5]: New empty certificate store 'a.pem'!
 */
export function newSslCert(file: string): RuntimeCommand<void> {
  return writeAnnounced(`new ssl cert ${certificateFile(file)}`, /^New empty certificate store /);
}

/**
 * `set ssl cert <file> <<` with PEM as its payload (management.txt section 9.3, HAProxy 2.2): opens a transaction for that
 * file, or changes the open one; `commitSslCert` makes it effective. HAProxy has one transaction for all certificates: the
 * answer is refused as `MALFORMED_REPLY` where another file's was changed, which HAProxy 2.6 does.
 *
 *     [5]: Transaction created for certificate a.pem!
 *
 * @param pem leaf, chain and key; blank lines are left out. It is in no message. At most some 16,000 bytes
 */
export function setSslCert(file: string, pem: string): RuntimeCommand<void> {
  return writeWithPayload(`set ssl cert ${certificateFile(file)}`, textPayload(pem), (reply) =>
    expectTransactionOf(file, reply),
  );
}

/**
 * `commit ssl cert <file>` (management.txt section 9.3, HAProxy 2.2): from now on the certificate store that was set is used.
 * Refused with `No ongoing transaction!`
 *
 *     Committing a.pem
 *     Success!
 */
export function commitSslCert(file: string): RuntimeCommand<void> {
  return write(`commit ssl cert ${certificateFile(file)}`, expectSuccess);
}

/**
 * `abort ssl cert <file>` (management.txt section 9.3, HAProxy 2.2): drops what was set and not committed. Refused where
 * the transaction is another file's.
 *
 *     [5]: Transaction aborted for certificate 'a.pem'!
 */
export function abortSslCert(file: string): RuntimeCommand<void> {
  return write(`abort ssl cert ${certificateFile(file)}`, expectAborted);
}

/**
 * `del ssl cert <file>` (management.txt section 9.3, HAProxy 2.2). Refused with `in use, can't be deleted!`
 *
 *     [5]: Certificate 'a.pem' deleted!
 */
export function delSslCert(file: string): RuntimeCommand<void> {
  return writeAnnounced(`del ssl cert ${certificateFile(file)}`, /^Certificate .* deleted!/);
}

/**
 * `set ssl ocsp-response <<` (management.txt section 9.3): staples a response of the certificate's OCSP responder. HAProxy
 * finds the certificate by what is in the response. Refused with `Unable to parse OCSP response.` and the like.
 *
 *     [4]: OCSP Response updated!
 *
 * @param response DER (RFC 6960)
 */
export function setSslOcspResponse(response: Uint8Array): RuntimeCommand<void> {
  const base64 = Buffer.from(response).toString("base64");
  return writeWithPayload("set ssl ocsp-response", textPayload(base64), (reply) =>
    expectAnnounced([/^OCSP Response updated!/], reply),
  );
}
