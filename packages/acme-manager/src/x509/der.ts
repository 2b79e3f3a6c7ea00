import forge from "node-forge";

const { asn1 } = forge;
const { Class, Type } = asn1;

/** A DER value (X.690), as node-forge has it. */
export type Der = forge.asn1.Asn1;

export const sequence = (...parts: readonly Der[]): Der =>
  asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...parts]);
export const set = (...parts: readonly Der[]): Der =>
  asn1.create(Class.UNIVERSAL, Type.SET, true, [...parts]);
export const integer = (bytes: string): Der => primitive(Type.INTEGER, bytes);
export const oid = (text: string): Der => primitive(Type.OID, asn1.oidToDer(text).getBytes());
export const octetString = (bytes: string): Der => primitive(Type.OCTETSTRING, bytes);
export const nothing = (): Der => primitive(Type.NULL, "");
export const bitString = (bytes: Buffer): Der => primitive(Type.BITSTRING, `\x00${bytes.toString("binary")}`);
/** `[tag]` with something in it. */
export const constructed = (tag: number, ...parts: readonly Der[]): Der =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [...parts]);
/** `[tag]` with bytes in it. */
export const tagged = (tag: number, bytes: string): Der =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, false, bytes);

/** @throws Error for bytes that are no DER */
export function fromDer(bytes: Buffer): Der {
  // the content of bit strings is left to the caller
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false };
  return asn1.fromDer(forge.util.createBuffer(bytes.toString("binary")), options as never);
}

export function toDer(value: Der): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), "binary");
}

/** Its parts. @throws Error for one that has bytes instead */
export function partsOf(value: Der | undefined): readonly Der[] {
  if (value === undefined || !Array.isArray(value.value)) throw new Error("not a constructed value");
  return value.value;
}

/** Its bytes. @throws Error for one that has parts instead */
export function bytesOf(value: Der | undefined): Buffer {
  if (value === undefined || typeof value.value !== "string") throw new Error("not a primitive value");
  return Buffer.from(value.value, "binary");
}

export function oidOf(value: Der | undefined): string {
  return asn1.derToOid(forge.util.createBuffer(bytesOf(value).toString("binary")));
}

/** `UTCTime` or `GeneralizedTime` (RFC 5280 section 4.1.2.5). */
export function dateOf(value: Der | undefined): Date {
  const text = bytesOf(value).toString("latin1");
  return value?.type === Type.UTCTIME ? asn1.utcTimeToDate(text) : asn1.generalizedTimeToDate(text);
}

/** A string of whichever type. */
export function textOf(value: Der | undefined): string {
  const bytes = bytesOf(value);
  if (value?.type === Type.BMPSTRING) return bytes.swap16().toString("utf16le");
  return bytes.toString(value?.type === Type.UTF8 ? "utf8" : "latin1");
}

/** Whether it is `[tag]`. */
export function isTagged(value: Der | undefined, tag: number): boolean {
  return value !== undefined && value.tagClass === Class.CONTEXT_SPECIFIC && value.type === tag;
}

function primitive(type: forge.asn1.Type, bytes: string): Der {
  return asn1.create(Class.UNIVERSAL, type, false, bytes);
}
