import { X509Certificate } from "node:crypto";
import { bytesOf, type Der, fromDer, oidOf, partsOf } from "./der.js";

const SUBJECT_ALT_NAME = "2.5.29.17";
const AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
/** Context tags of RFC 5280 sections 4.1, 4.2.1.1 and 4.2.1.6. */
const VERSION_TAG = 0;
const EXTENSIONS_TAG = 3;
const KEY_IDENTIFIER_TAG = 0;
const DNS_NAME_TAG = 2;

/** What is read from an X.509 certificate (RFC 5280). */
export interface Certificate {
  readonly x509: X509Certificate;
  /** Its DNS names, in its order. Modern certificates have no common name; it is not looked at. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `CN=R11, O=Let's Encrypt, C=US`; what the issuer calls itself. */
  readonly issuer: string;
  /** Upper case hexadecimal, with no leading zeros, as HAProxy and OpenSSL print it. */
  readonly serial: string;
  /** The bytes of the serial number as they are encoded, a leading zero included. */
  readonly serialBytes: Buffer;
  /** The issuer's key identifier (RFC 5280 section 4.2.1.1). */
  readonly authorityKeyIdentifier: Buffer | undefined;
  /** `EC P-256`, `RSA 2048`, `Ed25519` */
  readonly keyType: string;
  /** Upper case hexadecimal with no colons. */
  readonly sha256: string;
  /** The same; HAProxy shows this one. */
  readonly sha1: string;
}

/** @throws Error for bytes that are no certificate */
export function readCertificate(der: Buffer): Certificate {
  const x509 = new X509Certificate(der);
  const fields = fieldsOf(der);
  return {
    x509,
    names: fields.names,
    notBefore: new Date(x509.validFrom),
    notAfter: new Date(x509.validTo),
    issuer: (x509.issuer ?? "").split("\n").reverse().join(", "),
    serial: x509.serialNumber,
    serialBytes: fields.serialBytes,
    authorityKeyIdentifier: fields.authorityKeyIdentifier,
    keyType: keyTypeOf(x509),
    sha256: x509.fingerprint256.replaceAll(":", ""),
    sha1: x509.fingerprint.replaceAll(":", ""),
  };
}

/** Whether one stands above the other: name, identifier and signature. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return certificate.x509.checkIssued(issuer.x509) && certificate.x509.verify(issuer.x509.publicKey);
}

/** A root: it signed itself. */
export function isSelfSigned(certificate: Certificate): boolean {
  return isIssuedBy(certificate, certificate);
}

/** What node:crypto does not tell. */
function fieldsOf(der: Buffer) {
  const [tbsCertificate] = partsOf(fromDer(der));
  const fields = partsOf(tbsCertificate);
  const serial = isTagged(fields[0], VERSION_TAG) ? fields[1] : fields[0];
  const extensions = fields.find((field) => isTagged(field, EXTENSIONS_TAG));
  const values = new Map<string, Der>();
  for (const extension of extensions === undefined ? [] : partsOf(partsOf(extensions)[0])) {
    const parts = partsOf(extension);
    const value = octetsOf(parts.at(-1));
    if (value !== undefined) values.set(oidOf(parts[0]), value);
  }
  const names = values.get(SUBJECT_ALT_NAME);
  const authority = values.get(AUTHORITY_KEY_IDENTIFIER);
  const keyIdentifier = authority && partsOf(authority).find((part) => isTagged(part, KEY_IDENTIFIER_TAG));
  return {
    serialBytes: bytesOf(serial),
    names:
      names === undefined
        ? []
        : partsOf(names)
            .filter((part) => isTagged(part, DNS_NAME_TAG))
            .map((part) => bytesOf(part).toString("latin1")),
    authorityKeyIdentifier: keyIdentifier && bytesOf(keyIdentifier),
  };
}

/** node-forge reads octets that hold DER by itself. */
function octetsOf(value: Der | undefined): Der | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value.value)) return value.value[0];
  try {
    return fromDer(bytesOf(value));
  } catch {
    return undefined;
  }
}

function isTagged(value: Der | undefined, tag: number): boolean {
  // Class.CONTEXT_SPECIFIC
  return value !== undefined && value.tagClass === 0x80 && value.type === tag;
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
