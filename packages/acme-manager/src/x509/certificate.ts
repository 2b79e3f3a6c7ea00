import { X509Certificate } from "node:crypto";
import { bytesOf, type Der, fromDer, oidOf, partsOf } from "./der.js";
import { type Leaf, leafOf } from "./leaf.js";

const AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
/** Context tags of RFC 5280 sections 4.1 and 4.2.1.1. */
const VERSION_TAG = 0;
const EXTENSIONS_TAG = 3;
const KEY_IDENTIFIER_TAG = 0;

/** What is read from an X.509 certificate (RFC 5280), with what renewal information needs. */
export interface Certificate extends Leaf {
  readonly x509: X509Certificate;
  /** The bytes of the serial number as they are encoded, a leading zero included. */
  readonly serialBytes: Buffer;
  /** The issuer's key identifier (RFC 5280 section 4.2.1.1). */
  readonly authorityKeyIdentifier: Buffer | undefined;
}

/** @throws Error for bytes that are no certificate */
export function readCertificate(der: Buffer): Certificate {
  const x509 = new X509Certificate(der);
  return { ...leafOf(x509), x509, ...fieldsOf(der) };
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
  const authority = values.get(AUTHORITY_KEY_IDENTIFIER);
  const keyIdentifier = authority && partsOf(authority).find((part) => isTagged(part, KEY_IDENTIFIER_TAG));
  return {
    serialBytes: bytesOf(serial),
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
