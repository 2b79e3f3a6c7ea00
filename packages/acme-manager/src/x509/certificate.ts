import { X509Certificate } from "node:crypto";
import { messageOf } from "@haproxy-mcp/durable-files";
import { AcmeError } from "../errors.js";
import { bytesOf, isTagged, partsOf } from "./der.js";
import { type Leaf, leafOf, tbsCertificateOf } from "./leaf.js";
import { readPem } from "./pem.js";

const AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
/** Context tag of RFC 5280 section 4.2.1.1. */
const KEY_IDENTIFIER_TAG = 0;

/** The fields of an X.509 certificate (RFC 5280) that checks and renewal information need. */
export interface Certificate extends Leaf {
  readonly x509: X509Certificate;
  /** The encoded bytes of the serial number, including a leading zero. */
  readonly serialBytes: Buffer;
  /** The issuer's key identifier (RFC 5280 section 4.2.1.1). */
  readonly authorityKeyIdentifier: Buffer | undefined;
}

/**
 * Reads the first certificate of a text (PEM), or of bytes (DER).
 *
 * @throws AcmeError `BAD_CERTIFICATE` if there is none, or it can't be read
 */
export function readCertificate(input: string | Buffer): Certificate {
  try {
    return certificateIn(typeof input === "string" ? firstIn(input) : input);
  } catch (cause) {
    throw new AcmeError("BAD_CERTIFICATE", `the certificate cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function firstIn(text: string): Buffer {
  const first = readPem(text).find(({ type }) => type === "CERTIFICATE");
  if (first === undefined) throw new Error("no certificate found");
  return first.der;
}

function certificateIn(der: Buffer): Certificate {
  const { serial, extensions } = tbsCertificateOf(der);
  const authority = extensions.get(AUTHORITY_KEY_IDENTIFIER);
  const identifier = authority && partsOf(authority).find((part) => isTagged(part, KEY_IDENTIFIER_TAG));
  return {
    ...leafOf(der),
    x509: new X509Certificate(der),
    serialBytes: serial,
    authorityKeyIdentifier: identifier && bytesOf(identifier),
  };
}

/** Whether one issued the other: name, identifier and signature. */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  return certificate.x509.checkIssued(issuer.x509) && certificate.x509.verify(issuer.x509.publicKey);
}

/** A root: it signed itself. */
export function isSelfSigned(certificate: Certificate): boolean {
  return isIssuedBy(certificate, certificate);
}
