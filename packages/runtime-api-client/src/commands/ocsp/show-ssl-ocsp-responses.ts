import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { parseFields } from "../fields.js";

/** An OCSP response that HAProxy staples. */
export interface StapledOcspResponse {
  /** Lower case hexadecimal, for `showSslOcspResponse`. */
  readonly id: string;
  /** File of the certificate; `undefined` before HAProxy 2.8. */
  readonly file: string | undefined;
  /** Of the certificate, upper case hexadecimal. */
  readonly serial: string;
}

/**
 * `show ssl ocsp-response` (management.txt section 9.3): every OCSP response that HAProxy holds.
 *
 *     # Certificate IDs
 *     Certificate ID key : 303a300906052b0e03021a05000414bf70
 *     Certificate path : /etc/haproxy/certs/a.pem
 *      Certificate ID:
 *        Serial Number: 01
 */
export function showSslOcspResponses(): RuntimeCommand<readonly StapledOcspResponse[]> {
  return read("show ssl ocsp-response", (reply) =>
    dataOf(reply)
      .split(/^(?=Certificate ID key :)/m)
      .filter((text) => text.startsWith("Certificate ID key :"))
      .map((text) => {
        const fields = parseFields(text);
        const [id, serial] = [fields.get("Certificate ID key"), fields.get("Serial Number")];
        if (!id || serial === undefined) throw malformed(reply, "a response has no ID or no serial number");
        return { id, file: fields.get("Certificate path"), serial };
      }),
  );
}
