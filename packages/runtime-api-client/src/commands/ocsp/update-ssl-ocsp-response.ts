import { type RuntimeCommand, write } from "../../command.js";
import { expectOneOf } from "../../reply.js";
import { certificateFile } from "../certificates/certificate-file.js";

/**
 * `update ssl ocsp-response <file>` (management.txt section 9.3, HAProxy 2.8): HAProxy queries the OCSP responder of a
 * certificate that has an OCSP response already. Prints nothing, also if the responder fails then: `showSslOcspUpdates` has
 * the result for certificates with `ocsp-update on`. Refused with `Unknown certificate! …`.
 */
export function updateSslOcspResponse(file: string): RuntimeCommand<void> {
  return write(`update ssl ocsp-response ${certificateFile(file)}`, (reply) =>
    expectOneOf([/^OCSP Response Data:/], reply),
  );
}
