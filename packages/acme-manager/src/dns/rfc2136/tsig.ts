import { createHmac, timingSafeEqual } from "node:crypto";
import {
  type DnsResponse,
  encodeName,
  encodeRecord,
  numbers,
  RECORD_CLASS,
  RECORD_TYPE,
  readName,
} from "./dns-message.js";
import type { TsigKey } from "./tsig-key.js";

/** How much the clocks of both sides may differ, in seconds, as RFC 8945 section 10 recommends. */
export const FUDGE_S = 300;
/** Where a header counts its additional records. */
const ADDITIONAL_COUNT = 10;

/** What a server says about a signature that it does not accept (RFC 8945 section 3). */
export const TSIG_ERROR = { BAD_SIGNATURE: 16, BAD_KEY: 17, BAD_TIME: 18 } as const;

export interface SignedRequest {
  readonly message: Buffer;
  readonly mac: Buffer;
}

/** Adds a signature to a message (RFC 8945 section 5.1). */
export function sign(message: Buffer, key: TsigKey, now: Date): SignedRequest {
  const variables = {
    time: Math.floor(now.getTime() / 1_000),
    fudge: FUDGE_S,
    error: 0,
    other: Buffer.alloc(0),
  };
  const mac = macOf([message], key, variables);
  const data = Buffer.concat([
    ...[encodeName(key.algorithm), timeOf(variables), numbers(mac.length), mac],
    ...[message.subarray(0, 2), numbers(0, 0)],
  ]);
  const record = { name: key.name, type: RECORD_TYPE.TSIG, class: RECORD_CLASS.ANY, ttl: 0, data };
  return { message: Buffer.concat([withAdditional(message, 1), encodeRecord(record)]), mac };
}

/** What a server says about the signature of a request; `undefined` if it says nothing. */
export function tsigErrorOf(response: DnsResponse): number | undefined {
  return readTsig(response)?.error;
}

/** Whether a response is signed with the same key, for that request (RFC 8945 section 5.3), and fresh. */
export function isSigned(
  message: Buffer,
  response: DnsResponse,
  { key, mac, now }: { readonly key: TsigKey; readonly mac: Buffer; readonly now: Date },
): boolean {
  const tsig = readTsig(response);
  if (tsig === undefined || tsig.name !== key.name.toLowerCase() || tsig.algorithm !== key.algorithm)
    return false;
  const unsigned = withAdditional(message.subarray(0, tsig.start), -1);
  tsig.originalId.copy(unsigned);
  const expected = macOf([numbers(mac.length), mac, unsigned], key, tsig);
  if (tsig.mac.length !== expected.length || !timingSafeEqual(tsig.mac, expected)) return false;
  return Math.abs(tsig.time - now.getTime() / 1_000) <= tsig.fudge;
}

interface Variables {
  /** Seconds since 1970. */
  readonly time: number;
  readonly fudge: number;
  readonly error: number;
  readonly other: Buffer;
}

/** RFC 8945 section 4.3. */
function macOf(parts: readonly Buffer[], { name, algorithm, secret }: TsigKey, variables: Variables): Buffer {
  const { error, other } = variables;
  const digest = createHmac(algorithm.slice("hmac-".length), secret);
  for (const part of parts) digest.update(part);
  digest
    .update(encodeName(name))
    .update(numbers(RECORD_CLASS.ANY, 0, 0))
    .update(encodeName(algorithm));
  digest.update(timeOf(variables)).update(numbers(error, other.length)).update(other);
  return digest.digest();
}

/** The time in six bytes, then the fudge in two. */
function timeOf({ time, fudge }: Variables): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeUIntBE(time, 0, 6);
  buffer.writeUInt16BE(fudge, 6);
  return buffer;
}

/** The last record, if it is a signature (RFC 8945 section 4.2). @throws RangeError if it is malformed */
function readTsig({ records }: DnsResponse) {
  const record = records.at(-1);
  if (record?.type !== RECORD_TYPE.TSIG) return undefined;
  const { data, name, start } = record;
  const { name: algorithm, end } = readName(data, 0);
  const afterMac = end + 10 + data.readUInt16BE(end + 8);
  return {
    name,
    start,
    algorithm,
    time: data.readUIntBE(end, 6),
    fudge: data.readUInt16BE(end + 6),
    mac: data.subarray(end + 10, afterMac),
    originalId: data.subarray(afterMac, afterMac + 2),
    error: data.readUInt16BE(afterMac + 2),
    other: data.subarray(afterMac + 6),
  };
}

/** A copy whose header counts more additional records, or fewer. */
function withAdditional(message: Buffer, more: number): Buffer {
  const copy = Buffer.from(message);
  copy.writeUInt16BE(copy.readUInt16BE(ADDITIONAL_COUNT) + more, ADDITIONAL_COUNT);
  return copy;
}
