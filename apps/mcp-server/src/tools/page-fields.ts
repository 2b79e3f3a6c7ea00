import { MAX_PAGE_SIZE, type Page } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../program/count-of.js";

/** Of a page's structured items; with the text and all else, a result has up to twice as many. */
const DEFAULT_BYTES = 4_000;
/** With a limit: the caller wants many. */
const MAX_BYTES = 18_000;
/** For a program, which has no context to fill. */
const WHOLE_BYTES = 8_000_000;

/** Inputs and outputs of lists that come in pages. */
export const pageInput = {
  limit: z
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE_SIZE)
    .optional()
    .describe("Items per page; default: what fits into 8 KB"),
  cursor: z.string().max(1024).optional().describe("next_cursor of the previous page"),
};

export const pageOutput = {
  total: z.number().int().describe("Items on all pages"),
  next_cursor: z.string().optional().describe("Absent on the last page"),
  note: z.string().optional().describe("Why the page has fewer items than its limit"),
};

type PageOutput = z.input<z.ZodObject<typeof pageOutput>>;

/** The items of a page as results show them, as many as fit into a model's context, and where the rest begins. */
export function toPage<Item, Shown>(
  { items, total, nextCursor, cursors }: Page<Item>,
  toShown: (item: Item) => Shown,
  { limit }: { readonly limit?: number | undefined },
): { readonly shown: Shown[]; readonly page: PageOutput } {
  const all = items.map(toShown);
  const many = limit === Number.POSITIVE_INFINITY ? WHOLE_BYTES : MAX_BYTES;
  const bytes = limit === undefined ? DEFAULT_BYTES : many;
  const shown = firstFitting(all, bytes);
  if (shown.length === all.length) return { shown, page: { total, next_cursor: nextCursor } };
  const note = `the page ends after ${countOf(shown.length, "item")}, to stay small`;
  return { shown, page: { total, next_cursor: cursors[shown.length - 1], note } };
}

/** The first items, in all at most so many bytes of JSON, and at least one. */
export function firstFitting<Item>(items: readonly Item[], bytes = DEFAULT_BYTES): Item[] {
  let left = bytes;
  const end = items.findIndex((item, index) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left < 0 && index > 0;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}

/** `50 of 120 servers` above the list, and the cursor of the next page below. */
export function describePage(
  shown: number,
  what: string,
  { total, next_cursor, note }: PageOutput,
): { readonly head: string; readonly foot: readonly string[] } {
  return {
    head: `${shown} of ${countOf(total, what)}`,
    foot:
      next_cursor === undefined
        ? []
        : [`more: cursor ${next_cursor}${note === undefined ? "" : ` (${note})`}`],
  };
}
