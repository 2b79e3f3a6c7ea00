import { X509Certificate } from "node:crypto";

/** What is told of a certificate. */
export interface Leaf {
  /** Its DNS names, in its order. Modern certificates have no common name; it is not looked at. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `CN=R11, O=Let's Encrypt, C=US` */
  readonly issuer: string;
  /** `EC P-256`, `RSA 2048`, `Ed25519` */
  readonly keyType: string;
  /** Upper case hexadecimal, as HAProxy and OpenSSL print it. */
  readonly serial: string;
  /** Upper case hexadecimal with no colons. */
  readonly sha256: string;
  /** The same; HAProxy shows this one. */
  readonly sha1: string;
}

const DNS = /(?:^|, )DNS:([^,"]+)/g;

/** The first certificate of a text; nothing is checked. @throws Error where there is none */
export function readLeaf(pem: string): Leaf {
  return leafOf(new X509Certificate(pem));
}

export function leafOf(x509: X509Certificate): Leaf {
  return {
    names: [...(x509.subjectAltName ?? "").matchAll(DNS)].map(([, name = ""]) => name),
    notBefore: new Date(x509.validFrom),
    notAfter: new Date(x509.validTo),
    issuer: (x509.issuer ?? "").split("\n").reverse().join(", "),
    keyType: keyTypeOf(x509),
    serial: x509.serialNumber,
    sha256: x509.fingerprint256.replaceAll(":", ""),
    sha1: x509.fingerprint.replaceAll(":", ""),
  };
}

const CURVES: Readonly<Record<string, string>> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

function keyTypeOf({ publicKey }: X509Certificate): string {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
  if (type === "ec") return `EC ${CURVES[details?.namedCurve ?? ""] ?? details?.namedCurve}`;
  if (type === "rsa") return `RSA ${details?.modulusLength}`;
  return type === "ed25519" ? "Ed25519" : String(type);
}
