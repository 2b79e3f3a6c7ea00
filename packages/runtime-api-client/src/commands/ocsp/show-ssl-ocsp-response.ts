import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";
import { parseFields } from "../fields.js";

/** A stapled OCSP response (RFC 6960; `show ssl ocsp-response`). */
export interface OcspResponse {
  /** Of the certificate: `good`, `revoked`, `unknown`. */
  readonly certStatus: string;
  /** Of the certificate, upper case hexadecimal. */
  readonly serial: string | undefined;
  readonly thisUpdate: Date | undefined;
  /** After this time clients ignore it; `undefined` if the responder gave none. */
  readonly nextUpdate: Date | undefined;
  /** Everything, as `openssl ocsp -text` prints it. */
  readonly text: string;
}

/**
 * `show ssl ocsp-response <id>` (management.txt section 9.3): one OCSP response that HAProxy holds. Refused with
 * `Certificate ID does not match any certificate.` and similar texts.
 *
 *     OCSP Response Data:
 *         OCSP Response Status: successful (0x0)
 *         Cert Status: good
 *         This Update: Nov 23 13:09:02 2026 GMT
 *
 * @param id of `showSslOcspResponses`; from HAProxy 2.8 on also the file of the certificate
 */
export function showSslOcspResponse(id: string): RuntimeCommand<OcspResponse> {
  return read(line`show ssl ocsp-response ${id}`, (reply) => {
    const text = dataOf(reply);
    const fields = parseFields(text);
    const certStatus = fields.get("Cert Status");
    if (certStatus === undefined) throw malformed(reply, "no Cert Status");
    const date = (name: string) => {
      const value = fields.get(name);
      return value === undefined ? undefined : new Date(value);
    };
    return {
      certStatus,
      serial: fields.get("Serial Number"),
      thisUpdate: date("This Update"),
      nextUpdate: date("Next Update"),
      text,
    };
  });
}
