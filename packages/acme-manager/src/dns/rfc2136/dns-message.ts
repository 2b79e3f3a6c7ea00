/** Numbers of RFC 1035 section 3.2, RFC 2136 section 2 and RFC 8945 section 4.2 that an update needs. */
export const RECORD_TYPE = { CNAME: 5, SOA: 6, TXT: 16, TSIG: 250 } as const;
export const RECORD_CLASS = { IN: 1, NONE: 254, ANY: 255 } as const;
export const OPCODE = { QUERY: 0, UPDATE: 5 } as const;

const HEADER_BYTES = 12;
const MOST_LABEL_BYTES = 63;
const MOST_NAME_BYTES = 255;
const POINTER = 0xc0;
const AUTHORITATIVE = 0x0400;

/** A resource record (RFC 1035 section 3.2.1). */
export interface ResourceRecord {
  /** Lower case, without the final dot. */
  readonly name: string;
  readonly type: number;
  readonly class: number;
  /** Seconds. */
  readonly ttl: number;
  readonly data: Buffer;
}

/** A query, or an update: its records are the changes (RFC 2136 section 2.5). */
export interface DnsRequest {
  readonly id: number;
  readonly opcode: number;
  readonly name: string;
  readonly type: number;
  readonly changes?: readonly ResourceRecord[] | undefined;
}

export interface DnsResponse {
  readonly id: number;
  readonly isAuthoritative: boolean;
  /** RFC 1035 section 4.1.1; 0 for success. */
  readonly code: number;
  /** Of all sections, in order, with the place in the message where each begins. */
  readonly records: readonly (ResourceRecord & { readonly start: number })[];
}

/** @throws RangeError for a name that is too long */
export function encodeName(name: string): Buffer {
  const labels = name === "" ? [] : name.split(".").map((label) => Buffer.from(label.toLowerCase()));
  const parts = labels.flatMap((label) => [Buffer.of(label.length), label]);
  const encoded = Buffer.concat([...parts, Buffer.of(0)]);
  const fits = labels.every(({ length }) => length > 0 && length <= MOST_LABEL_BYTES);
  if (!fits || encoded.length > MOST_NAME_BYTES) throw new RangeError(`${name} is not a name of the DNS`);
  return encoded;
}

/** RFC 1035 section 4.1, with no compression. */
export function encodeRequest({ id, opcode, name, type, changes = [] }: DnsRequest): Buffer {
  const header = numbers(id, opcode << 11, 1, 0, changes.length, 0);
  const question = [encodeName(name), numbers(type, RECORD_CLASS.IN)];
  return Buffer.concat([header, ...question, ...changes.map(encodeRecord)]);
}

export function encodeRecord({ name, type, class: its, ttl, data }: ResourceRecord): Buffer {
  const lifetime = Buffer.alloc(4);
  lifetime.writeUInt32BE(ttl);
  return Buffer.concat([encodeName(name), numbers(type, its), lifetime, numbers(data.length), data]);
}

/** Unsigned numbers of two bytes, as all of a header. */
export function numbers(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) buffer.writeUInt16BE(value, 2 * i);
  return buffer;
}

/** @throws RangeError for bytes that are no message */
export function decodeResponse(message: Buffer): DnsResponse {
  const flags = message.readUInt16BE(2);
  const [questions = 0, ...counts] = [4, 6, 8, 10].map((at) => message.readUInt16BE(at));
  let at = HEADER_BYTES;
  for (let i = 0; i < questions; i++) at = readName(message, at).end + 4;
  const records: (ResourceRecord & { start: number })[] = [];
  for (let left = counts.reduce((sum, count) => sum + count, 0); left > 0; left--) {
    const { name, end } = readName(message, at);
    const data = end + 10 + message.readUInt16BE(end + 8);
    if (data > message.length) throw new RangeError("a record ends after its message");
    records.push({
      start: at,
      name,
      type: message.readUInt16BE(end),
      class: message.readUInt16BE(end + 2),
      ttl: message.readUInt32BE(end + 4),
      data: message.subarray(end + 10, data),
    });
    at = data;
  }
  return {
    id: message.readUInt16BE(0),
    isAuthoritative: (flags & AUTHORITATIVE) !== 0,
    code: flags & 0xf,
    records,
  };
}

/** Follows pointers (RFC 1035 section 4.1.4), which only lead back, so that none leads in a circle. */
export function readName(message: Buffer, start: number): { readonly name: string; readonly end: number } {
  const labels: string[] = [];
  let end: number | undefined;
  let earliest = start;
  for (let at = start; ; ) {
    const length = message.readUInt8(at);
    if (length >= POINTER) {
      const target = message.readUInt16BE(at) & 0x3fff;
      if (target >= earliest) throw new RangeError("a name of the message leads in a circle");
      end ??= at + 2;
      earliest = target;
      at = target;
      continue;
    }
    if (length === 0) return { name: labels.join(".").toLowerCase(), end: end ?? at + 1 };
    if (length > MOST_LABEL_BYTES || at + length >= message.length)
      throw new RangeError("a name ends after its message");
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
}
