import { type RuntimeCommand, read } from "../../command.js";
import { dataOf, malformed } from "../../reply.js";
import { certificateFile } from "./certificate-file.js";

/**
 * `dump ssl cert <file>` (management.txt section 9.3, HAProxy 3.1): the certificate, its chain and its **private key** as PEM,
 * such as those that HAProxy got by ACME and never writes to disk. Refused with
 * `Can't display the certificate: Not found or the certificate is a bundle!`
 *
 *     -----BEGIN PRIVATE KEY-----
 */
export function dumpSslCert(file: string): RuntimeCommand<string> {
  return read(`dump ssl cert ${certificateFile(file)}`, (reply) => {
    const text = dataOf(reply);
    // no malformed response with its text: it may be half a key
    if (text.startsWith("-----BEGIN ")) return `${text.trim()}\n`;
    throw malformed({ ...reply, text: "" }, "it is not PEM");
  });
}
