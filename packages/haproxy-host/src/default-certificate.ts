import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import {
  bitString,
  explicit,
  implicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  time,
  utf8String,
  yes,
} from "./der.js";

const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";
const BASIC_CONSTRAINTS = "2.5.29.19";
const SUBJECT_ALT_NAME = "2.5.29.17";
const VERSION_3 = Buffer.of(2);
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
  const key = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  return pem("CERTIFICATE", certificate) + key;
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** A certificate as RFC 5280 section 4.1 has it. */
function selfSigned(privateKey: KeyObject, publicKey: KeyObject, from: Date): Buffer {
  const until = new Date(from);
  until.setUTCFullYear(from.getUTCFullYear() + VALID_YEARS);
  const algorithm = sequence(objectIdentifier(ECDSA_WITH_SHA256));
  const tbsCertificate = sequence(
    explicit(0, integer(VERSION_3)),
    integer(serialNumber()),
    algorithm,
    name(),
    sequence(time(from), time(until)),
    name(),
    publicKey.export({ type: "spki", format: "der" }),
    explicit(
      3,
      sequence(extension(BASIC_CONSTRAINTS, sequence(), true), extension(SUBJECT_ALT_NAME, dnsName())),
    ),
  );
  return sequence(tbsCertificate, algorithm, bitString(sign("sha256", tbsCertificate, privateKey)));
}

function name(): Buffer {
  return sequence(setOf(sequence(objectIdentifier(COMMON_NAME), utf8String(DEFAULT_CERTIFICATE_NAME))));
}

function dnsName(): Buffer {
  return sequence(implicit(2, Buffer.from(DEFAULT_CERTIFICATE_NAME)));
}

function extension(id: string, value: Buffer, isCritical = false): Buffer {
  return sequence(objectIdentifier(id), ...(isCritical ? [yes()] : []), octetString(value));
}

/** Positive, and of a length that no leading zero makes invalid. */
function serialNumber(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
