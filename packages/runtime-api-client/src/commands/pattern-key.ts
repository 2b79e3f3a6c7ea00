import { pointer, unsafe } from "../arguments.js";
import { line } from "../line.js";

/** An entry of a map or ACL by its address, as `show map` and `show acl` give it. */
export interface EntryRef {
  readonly id: string;
}

/**
 * A map's key. `show map` separates key and value by a space, so a key has none.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT`
 */
export function mapKey(key: string): string {
  if (!/\s/.test(key)) return key;
  throw unsafe(`a map key must not contain white space: ${JSON.stringify(key)}`);
}

/**
 * A key to find, as one word. One that starts with `#` would be read as the address of an entry; such an entry
 * can only be named by its address.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT`
 */
export function keyToFind(key: string | EntryRef): string {
  if (typeof key !== "string") return `#${pointer(key.id)}`;
  if (!key.startsWith("#")) return line`${key}`;
  throw unsafe(
    `a key that starts with # can only be named by the address of its entry: ${JSON.stringify(key)}`,
  );
}
