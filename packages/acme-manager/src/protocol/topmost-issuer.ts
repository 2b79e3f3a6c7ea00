import { X509Certificate } from "node:crypto";
import { readPem } from "../x509/pem.js";

/** Common name of the issuer of the last certificate of a chain (PEM); `undefined` without one. */
export function topmostIssuerOf(chainPem: string): string | undefined {
  try {
    const last = readPem(chainPem).at(-1);
    return last && /^CN=(.*)$/m.exec(new X509Certificate(last.der).issuer)?.[1];
  } catch {
    return undefined; // a chain that can't be read is reported by its user
  }
}
