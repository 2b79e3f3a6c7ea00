import { ValidationError } from "@haproxy-mcp/validation";
import { LoadBalancerError } from "./errors.js";

/** Items in a page where no limit is given. */
export const DEFAULT_PAGE_SIZE = 50;
/** Most items in a page. */
export const MAX_PAGE_SIZE = 500;

/** Which items of a list. */
export interface PageInput {
  /** Items in a page, 1 to 500, or `Infinity` for all. Default: 50. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** Some of the items of a list, and where the next ones begin. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Items in all pages together. */
  readonly total: number;
  /** Absent on the last page. */
  readonly nextCursor?: string | undefined;
  /** The cursor after each item, for a caller that shows fewer. */
  readonly cursors: readonly string[];
}

/**
 * A page of items in the order of their keys. A cursor holds the last key of its page, so that items added or
 * removed between two calls make no other item appear twice or not at all.
 *
 * @throws ValidationError for a limit out of range; LoadBalancerError `INVALID_CURSOR`
 */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { limit = DEFAULT_PAGE_SIZE, cursor }: PageInput,
): Page<Item> {
  const isOne = Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_SIZE;
  if (!isOne && limit !== Number.POSITIVE_INFINITY) {
    throw new ValidationError("OUT_OF_RANGE", "limit", `must be a whole number from 1 to ${MAX_PAGE_SIZE}`);
  }
  const sorted = items.map((item) => ({ item, key: keyOf(item) })).sort(byKey);
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  const rest = after === undefined ? sorted : sorted.filter(({ key }) => key > after);
  const page = rest.slice(0, limit);
  const cursors = page.map(({ key }) => encodeCursor(key));
  return {
    items: page.map(({ item }) => item),
    total: items.length,
    nextCursor: rest.length > limit ? cursors.at(-1) : undefined,
    cursors,
  };
}

function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : 1;
}

function encodeCursor(key: string): string {
  return Buffer.from(JSON.stringify([key])).toString("base64url");
}

function decodeCursor(cursor: string): string {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(decoded) && typeof decoded[0] === "string") return decoded[0];
  } catch {
    // not JSON: treated as any other text that we did not make
  }
  throw new LoadBalancerError("INVALID_CURSOR", "not the nextCursor of an earlier page", { field: "cursor" });
}

/** In the order of the numbers in names: pool_2 before pool_10. */
export function sortKey(name: string): string {
  return name.replace(/\d+/g, (digits) => digits.padStart(6, "0"));
}
