import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import forge from "node-forge";

const { asn1, pem } = forge;
const { Class, Type } = asn1;
type Asn1 = forge.asn1.Asn1;

const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";
const BASIC_CONSTRAINTS = "2.5.29.19";
const SUBJECT_ALT_NAME = "2.5.29.17";
const SERIAL_BYTES = 16;
const VALID_YEARS = 10;
/** Its name, which never exists (RFC 6761 section 6.4). */
export const DEFAULT_CERTIFICATE_NAME = "unknown.invalid";

/**
 * A self-signed certificate and its key (PEM, RFC 7468; P-256): HAProxy serves it for names without one, and can
 * start when there is no other. No browser trusts it, and none should.
 */
export function createDefaultCertificate(now = new Date()): string {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const certificate = selfSigned(privateKey, publicKey, now);
  const der = asn1.toDer(certificate).getBytes();
  const key = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  return pem.encode({ type: "CERTIFICATE", body: der }).replaceAll("\r\n", "\n") + key;
}

/** A certificate as RFC 5280 section 4.1 has it. */
function selfSigned(privateKey: KeyObject, publicKey: KeyObject, from: Date): Asn1 {
  const until = new Date(from);
  until.setUTCFullYear(from.getUTCFullYear() + VALID_YEARS);
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const tbsCertificate = sequence(
    explicit(0, integer("\x02")),
    integer(serialNumber()),
    algorithm,
    name(),
    sequence(time(from), time(until)),
    name(),
    asn1.fromDer(
      forge.util.createBuffer(publicKey.export({ type: "spki", format: "der" }).toString("binary")),
    ),
    explicit(
      3,
      sequence(extension(BASIC_CONSTRAINTS, sequence(), true), extension(SUBJECT_ALT_NAME, dnsName())),
    ),
  );
  const signature = sign("sha256", Buffer.from(asn1.toDer(tbsCertificate).getBytes(), "binary"), privateKey);
  return sequence(tbsCertificate, algorithm, bitString(signature.toString("binary")));
}

const sequence = (...parts: readonly Asn1[]): Asn1 =>
  asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...parts]);
const primitive = (type: forge.asn1.Type, bytes: string): Asn1 =>
  asn1.create(Class.UNIVERSAL, type, false, bytes);
const integer = (bytes: string): Asn1 => primitive(Type.INTEGER, bytes);
const oid = (text: string): Asn1 => primitive(Type.OID, asn1.oidToDer(text).getBytes());
const bitString = (bytes: string): Asn1 => primitive(Type.BITSTRING, `\x00${bytes}`);
const explicit = (tag: number, content: Asn1): Asn1 =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [content]);

/** `GeneralizedTime` is for 2050 and later only (RFC 5280 section 4.1.2.5). */
function time(date: Date): Asn1 {
  return date.getUTCFullYear() < 2050
    ? primitive(Type.UTCTIME, asn1.dateToUtcTime(date) as unknown as string)
    : primitive(Type.GENERALIZEDTIME, asn1.dateToGeneralizedTime(date) as unknown as string);
}

function name(): Asn1 {
  const attribute = sequence(oid(COMMON_NAME), primitive(Type.UTF8, DEFAULT_CERTIFICATE_NAME));
  return sequence(asn1.create(Class.UNIVERSAL, Type.SET, true, [attribute]));
}

function dnsName(): Asn1 {
  return sequence(asn1.create(Class.CONTEXT_SPECIFIC, 2, false, DEFAULT_CERTIFICATE_NAME));
}

function extension(id: string, value: Asn1, isCritical = false): Asn1 {
  const critical = isCritical ? [primitive(Type.BOOLEAN, "\xff")] : [];
  return sequence(oid(id), ...critical, primitive(Type.OCTETSTRING, asn1.toDer(value).getBytes()));
}

/** Positive, and of a length that no leading zero makes invalid. */
function serialNumber(): string {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString("binary");
}
