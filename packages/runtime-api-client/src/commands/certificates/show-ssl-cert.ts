import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { parseFields } from "../fields.js";
import { certificateFileOf, type TransactionOptions } from "./certificate-file.js";

/** A certificate as HAProxy holds it. */
export interface SslCert {
  readonly file: string;
  /** A bind line serves it. */
  readonly used: boolean;
  /** Upper case hexadecimal; `undefined` for an empty store. */
  readonly serial: string | undefined;
  readonly notBefore: Date | undefined;
  readonly notAfter: Date | undefined;
  /** Subject alternative names, such as `DNS:example.com`. */
  readonly names: readonly string[];
  /** Upper case hexadecimal with no colons. */
  readonly sha1Fingerprint: string | undefined;
  /** `/CN=example.com` */
  readonly subject: string | undefined;
  readonly issuer: string | undefined;
  /** Every field, by HAProxy's name; of several with one name the first. */
  readonly raw: ReadonlyMap<string, string>;
}

/**
 * `show ssl cert <file>` (management.txt section 9.3, HAProxy 2.2). Refused for a file that HAProxy does not hold.
 *
 *     Filename: a.pem
 *     Status: Used
 *     Serial: 0D65CE28B281F48A2FD0565F9EC82FD88DF3ED85
 *     notBefore: Nov 23 12:38:08 2026 GMT
 *     notAfter: Sep 19 12:38:08 2027 GMT
 *     Subject Alternative Name: DNS:a.example, DNS:*.a.example
 */
export function showSslCert(file: string, options: TransactionOptions = {}): RuntimeCommand<SslCert> {
  return read(`show ssl cert ${certificateFileOf(file, options)}`, (reply) => {
    const raw = parseFields(dataOf(reply));
    const name = raw.get("Filename");
    if (name === undefined) throw malformed(reply, "no Filename");
    const text = (field: string) => raw.get(field) || undefined;
    const date = (field: string) => {
      const value = text(field);
      return value === undefined ? undefined : new Date(value);
    };
    return {
      file: name.replace(/^\*/, ""),
      used: raw.get("Status") === "Used",
      serial: text("Serial"),
      notBefore: date("notBefore"),
      notAfter: date("notAfter"),
      names: text("Subject Alternative Name")?.split(", ") ?? [],
      sha1Fingerprint: text("SHA1 FingerPrint"),
      subject: text("Subject"),
      issuer: text("Issuer"),
      raw,
    };
  });
}
