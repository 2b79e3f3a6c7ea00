import { createHash } from "node:crypto";
import { bytesOf, type Der, dateOf, fromDer, isTagged, oidOf, partsOf, textOf } from "./der.js";
import { readPem } from "./pem.js";

const SUBJECT_ALT_NAME = "2.5.29.17";
/** Context tags of RFC 5280 sections 4.1 and 4.2.1.6. */
const VERSION_TAG = 0;
const EXTENSIONS_TAG = 3;
const DNS_NAME_TAG = 2;

const END = "-----END CERTIFICATE-----";

/** What is shown of a certificate. */
export interface Leaf {
  /** Its DNS names, in its order. */
  readonly names: readonly string[];
  /** Of its subject. Modern certificates have none; HAProxy serves the certificate for this name too. */
  readonly commonName?: string | undefined;
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

/** The first certificate of a text; nothing is checked. @throws Error if there is none */
export function readLeaf(pem: string): Leaf {
  const end = pem.indexOf(END);
  const block = readPem(end < 0 ? pem : pem.slice(0, end + END.length)).find(
    ({ type }) => type === "CERTIFICATE",
  );
  if (block === undefined) throw new Error("no certificate found");
  return leafOf(block.der);
}

/** Read from ASN.1: ten times as fast as node:crypto's X509Certificate, and lists are long. @throws Error */
export function leafOf(der: Buffer): Leaf {
  const { serial, issuer, validity, subject, publicKey, extensions } = tbsCertificateOf(der);
  const names = extensions.get(SUBJECT_ALT_NAME);
  const [notBefore, notAfter] = partsOf(validity);
  return {
    names: names === undefined ? [] : dnsNamesIn(names),
    commonName: attributesOf(subject).find(([type]) => type === "CN")?.[1],
    notBefore: dateOf(notBefore),
    notAfter: dateOf(notAfter),
    issuer: describeName(issuer),
    keyType: keyTypeOf(publicKey),
    serial: serial
      .toString("hex")
      .replace(/^(?:00)+(?=.)/, "")
      .toUpperCase(),
    sha256: fingerprint("sha256", der),
    sha1: fingerprint("sha1", der),
  };
}

/** The fields of a certificate (RFC 5280 section 4.1) that are read here. */
export function tbsCertificateOf(der: Buffer): {
  readonly serial: Buffer;
  readonly issuer: Der | undefined;
  readonly validity: Der | undefined;
  readonly subject: Der | undefined;
  readonly publicKey: Der | undefined;
  readonly extensions: ReadonlyMap<string, Der>;
} {
  const [tbsCertificate] = partsOf(fromDer(der));
  const all = partsOf(tbsCertificate);
  const [serial, , issuer, validity, subject, publicKey, ...rest] = isTagged(all[0], VERSION_TAG)
    ? all.slice(1)
    : all;
  const extensions = new Map<string, Der>();
  const tagged = rest.find((field) => isTagged(field, EXTENSIONS_TAG));
  for (const extension of tagged === undefined ? [] : partsOf(partsOf(tagged)[0])) {
    const parts = partsOf(extension);
    extensions.set(oidOf(parts[0]), fromDer(bytesOf(parts.at(-1))));
  }
  return { serial: bytesOf(serial), issuer, validity, subject, publicKey, extensions };
}

function dnsNamesIn(names: Der): readonly string[] {
  return partsOf(names)
    .filter((part) => isTagged(part, DNS_NAME_TAG))
    .map((part) => bytesOf(part).toString("latin1"));
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  "2.5.4.3": "CN",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
};

/** The most specific part first (RFC 4514 section 2.1). */
function describeName(name: Der | undefined): string {
  const parts = attributesOf(name).map(([type, value]) => `${type}=${value}`);
  return parts.reverse().join(", ");
}

function attributesOf(name: Der | undefined): readonly (readonly [type: string, value: string])[] {
  return partsOf(name).map((relative) => {
    const [type, value] = partsOf(partsOf(relative)[0]);
    const oid = oidOf(type);
    return [ATTRIBUTES[oid] ?? oid, textOf(value)];
  });
}

const EC = "1.2.840.10045.2.1";
const RSA = "1.2.840.113549.1.1.1";
const ED25519 = "1.3.101.112";
const CURVES: Readonly<Record<string, string>> = {
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
};

function keyTypeOf(publicKey: Der | undefined): string {
  const [algorithm, key] = partsOf(publicKey);
  const [type, parameter] = partsOf(algorithm);
  const oid = oidOf(type);
  if (oid === EC) return `EC ${CURVES[oidOf(parameter)] ?? oidOf(parameter)}`;
  if (oid === RSA) return `RSA ${modulusBits(bytesOf(key))}`;
  return oid === ED25519 ? "Ed25519" : oid;
}

/** @param bits a BIT STRING: the number of unused bits, and an RSAPublicKey (RFC 8017 appendix A.1.1) */
function modulusBits(bits: Buffer): number {
  const [modulus] = partsOf(fromDer(bits.subarray(1)));
  return BigInt(`0x${bytesOf(modulus).toString("hex")}`).toString(2).length;
}

function fingerprint(algorithm: "sha1" | "sha256", der: Buffer): string {
  return createHash(algorithm).update(der).digest("hex").toUpperCase();
}
