import { type RuntimeCommand, writeWithPayload } from "../../command.js";
import { expectAnnounced } from "../../reply.js";
import { textPayload } from "../../wire/payload.js";

/**
 * `set ssl ocsp-response <<` (management.txt section 9.3): staples a response of the certificate's OCSP responder. HAProxy
 * finds the certificate from the response. Refused with `Unable to parse OCSP response.` and similar texts.
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
