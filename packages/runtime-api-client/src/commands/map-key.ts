import { RuntimeApiError } from "../errors.js";

/**
 * A map's key. `show map` parts key and value by a space, so a key has none.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT`
 */
export function mapKey(key: string): string {
  if (!/\s/.test(key)) return key;
  throw new RuntimeApiError("UNSAFE_ARGUMENT", `a map key has no white space: ${JSON.stringify(key)}`);
}

/** A key to look for: one that begins with `#` would be read as the address of an entry. */
export function mapKeyToFind(key: string): string {
  if (!key.startsWith("#")) return mapKey(key);
  throw new RuntimeApiError(
    "UNSAFE_ARGUMENT",
    `a key that begins with # cannot be named: ${JSON.stringify(key)}`,
  );
}
