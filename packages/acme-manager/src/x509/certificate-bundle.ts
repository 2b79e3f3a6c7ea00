import { createPrivateKey, type KeyObject } from "node:crypto";
import { covers } from "../certificate-names.js";
import { AcmeError } from "../errors.js";
import { type Certificate, isIssuedBy, isSelfSigned, readCertificate } from "./certificate.js";
import { type PemBlock, readPem, writePem } from "./pem.js";

/** A certificate that HAProxy can serve: leaf, the certificates between it and a root, and its key. */
export interface CertificateBundle {
  readonly leaf: Certificate;
  /** From the leaf's issuer upwards; no root. */
  readonly chain: readonly Certificate[];
  readonly key: KeyObject;
  /** Canonical: leaf, chain, key (PKCS#8). Holds the private key. */
  readonly pem: string;
  /** Leaf and chain alone. */
  readonly chainPem: string;
}

/**
 * Reads untrusted PEM and writes it from scratch: only certificates and one key are kept, in the order
 * that HAProxy requires, with no blank line.
 *
 * @throws AcmeError `BAD_CERTIFICATE` if something is missing, or leaf and key do not match; the key appears in no message
 */
export function readBundle(...texts: readonly string[]): CertificateBundle {
  const blocks = texts.flatMap(blocksOf);
  const keys = blocks.filter(({ type }) => type.endsWith("PRIVATE KEY"));
  const certificates = distinct(
    blocks.filter(({ type }) => type === "CERTIFICATE").map(({ der }) => readCertificate(der)),
  );
  if (keys.length !== 1) {
    throw bad(
      keys.length === 0 ? "it has no private key" : `it has ${keys.length} private keys instead of 1`,
    );
  }
  if (certificates.length === 0) throw bad("it has no certificate");
  const key = keyOf(keys[0] as PemBlock);
  const leaf = certificates.find(({ x509 }) => x509.checkPrivateKey(key));
  if (leaf === undefined) throw bad("the private key matches none of the certificates");
  const chain = chainOf(leaf, certificates);
  const chainPem = [leaf, ...chain]
    .map(({ x509 }) => writePem({ type: "CERTIFICATE", der: x509.raw }))
    .join("");
  const der = key.export({ type: "pkcs8", format: "der" });
  return { leaf, chain, key, chainPem, pem: chainPem + writePem({ type: "PRIVATE KEY", der }) };
}

/**
 * Checks that HAProxy can serve a certificate for these names now.
 *
 * @throws AcmeError `BAD_CERTIFICATE` for one that is not valid now, or not for all these names
 */
export function assertUsable({ leaf, chain }: CertificateBundle, names: readonly string[], now: Date): void {
  for (const certificate of [leaf, ...chain]) {
    const which =
      certificate === leaf
        ? "the certificate"
        : `the intermediate certificate of ${certificate.x509.subject}`;
    if (certificate.notAfter <= now) throw bad(`${which} expired on ${certificate.notAfter.toISOString()}`);
    if (certificate.notBefore > now)
      throw bad(`${which} is not valid before ${certificate.notBefore.toISOString()}`);
  }
  const missing = names.filter((name) => !covers(leaf.names, name));
  if (missing.length > 0)
    throw bad(`it covers ${leaf.names.join(", ") || "no name"}, not ${missing.join(", ")}`);
}

function blocksOf(text: string): readonly PemBlock[] {
  try {
    return readPem(text);
  } catch {
    throw bad("it is not PEM");
  }
}

function keyOf(block: PemBlock): KeyObject {
  try {
    return createPrivateKey(writePem(block));
  } catch {
    throw bad("the private key cannot be read; remove its passphrase if it has one");
  }
}

function distinct(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((certificate) => [certificate.sha256, certificate])).values()];
}

/** The certificates between the leaf and a root, as far as present. */
function chainOf(leaf: Certificate, certificates: readonly Certificate[]): readonly Certificate[] {
  const chain: Certificate[] = [];
  for (let below = leaf; ; ) {
    const above = certificates.find(
      (one) => one !== leaf && !chain.includes(one) && isIssuedBy(below, one) && !isSelfSigned(one),
    );
    if (above === undefined) return chain;
    chain.push(above);
    below = above;
  }
}

function bad(why: string): AcmeError {
  return new AcmeError("BAD_CERTIFICATE", `the certificate is not usable: ${why}`);
}
