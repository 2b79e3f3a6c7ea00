import { rootCertificates } from "node:tls";

/** Certificates of one's own besides those that Node.js trusts: `ca` alone would replace them. */
export function trusted(ca: string): string[] {
  return [...rootCertificates, ca];
}
