import { messageOf } from "@haproxy-mcp/durable-files";
import { DEFAULT_CERTIFICATE_FILE } from "../deploy/certificate-folder.js";
import { assertUsable } from "../x509/certificate-bundle.js";
import type { CertificateContext } from "./certificate-context.js";
import type { CertificateText } from "./import-certificates.js";

/** The certificates of a folder, to import them on another machine. */
export interface ExportedCertificates {
  /** With their private keys. */
  readonly certificates: readonly CertificateText[];
  /** Files that no import would take, and why. */
  readonly leftOut: readonly { readonly file: string; readonly why: string }[];
}

/** The files that HAProxy serves, in its order; not the default one, which each machine has of its own. */
export async function exportCertificates({
  deployer: { folder },
  clock,
}: CertificateContext): Promise<ExportedCertificates> {
  const certificates: CertificateText[] = [];
  const leftOut: { file: string; why: string }[] = [];
  for (const { file, isIgnored } of await folder.files()) {
    if (isIgnored || file === DEFAULT_CERTIFICATE_FILE) continue;
    try {
      const bundle = await folder.readBundle(file);
      if (bundle === undefined) continue;
      assertUsable(bundle, [], clock.now());
      certificates.push({ file, pem: bundle.pem });
    } catch (error) {
      leftOut.push({ file, why: messageOf(error) });
    }
  }
  return { certificates, leftOut };
}
