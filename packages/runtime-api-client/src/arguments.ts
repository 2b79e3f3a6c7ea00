import { RuntimeApiError } from "./errors.js";

/** @throws RuntimeApiError `UNSAFE_ARGUMENT` outside of the bounds, both included, or for a fraction */
export function integer(value: number, what: string, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw unsafe(`not ${what} from ${min} to ${max}: ${value}`);
}

/** 1 to 65535. HAProxy itself accepts 99999 as 34463. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function portNumber(port: number): number {
  return integer(port, "a port", 1, 65_535);
}

/** A number of entries, connections or milliseconds: 0 to 2^31 - 1. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function count(value: number, what: string): number {
  return integer(value, what, 0, 2_147_483_647);
}

/** An address in HAProxy's memory, as its listings give it. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function pointer(id: string): string {
  if (/^0x[0-9a-f]+$/i.test(id)) return id;
  throw unsafe(`not an address such as 0x55d1a2b3c4d0: ${JSON.stringify(id)}`);
}

/** One of a few words. Also checked by types, but not in JavaScript. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function oneOf<Word extends string>(value: Word, words: readonly Word[]): Word {
  if (words.includes(value)) return value;
  throw unsafe(`not ${words.join(", ")}: ${JSON.stringify(value)}`);
}

export function unsafe(message: string): RuntimeApiError {
  return new RuntimeApiError("UNSAFE_ARGUMENT", message);
}
