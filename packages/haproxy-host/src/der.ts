// Values of ASN.1 in DER (X.690), as far as a certificate needs them.

const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;
const SHORT_LENGTH = 0x80; // bytes: from here on, the length is preceded by its own

export const sequence = (...parts: readonly Buffer[]): Buffer => value(SEQUENCE, ...parts);
export const setOf = (...parts: readonly Buffer[]): Buffer => value(SET, ...parts);
export const explicit = (tag: number, content: Buffer): Buffer => value(CONTEXT | CONSTRUCTED | tag, content);
export const implicit = (tag: number, content: Buffer): Buffer => value(CONTEXT | tag, content);
export const yes = (): Buffer => value(0x01, Buffer.of(0xff));
/** Positive: the first byte is less than 0x80. */
export const integer = (bytes: Buffer): Buffer => value(0x02, bytes);
export const bitString = (bytes: Buffer): Buffer => value(0x03, Buffer.of(0), bytes);
export const octetString = (bytes: Buffer): Buffer => value(0x04, bytes);
export const utf8String = (text: string): Buffer => value(0x0c, Buffer.from(text));

/** @param id such as `2.5.4.3`; its first two numbers are one byte */
export function objectIdentifier(id: string): Buffer {
  const [first = 0, second = 0, ...others] = id.split(".").map(Number);
  return value(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

/** `GeneralizedTime` is for 2050 and later only (RFC 5280 section 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+|[-:T]/g, "");
  return date.getUTCFullYear() < 2050
    ? value(0x17, Buffer.from(digits.slice(2)))
    : value(0x18, Buffer.from(digits));
}

function value(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < SHORT_LENGTH) return Buffer.of(length);
  const bytes = length > 0xff ? [length >> 8, length & 0xff] : [length]; // at most 65,535
  return Buffer.of(SHORT_LENGTH | bytes.length, ...bytes);
}

/** Seven bits in each byte; all but the last have the highest bit set. */
function base128(number: number): readonly number[] {
  const bytes = [number & 0x7f];
  for (let rest = number >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
}
