import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, type Page } from "@haproxy-mcp/load-balancer";
import { z } from "zod";
import { countOf } from "../program/count-of.js";

/** Inputs and outputs of lists that come in pages. */
export const pageInput = {
  limit: z.number().int().min(1).max(MAX_PAGE_SIZE).default(DEFAULT_PAGE_SIZE).describe("Items per page"),
  cursor: z.string().max(1024).optional().describe("next_cursor of the previous page"),
};

export const pageOutput = {
  total: z.number().int().describe("Items on all pages"),
  next_cursor: z.string().optional().describe("Absent on the last page"),
};

export function toPageOutput({ total, nextCursor }: Pick<Page<unknown>, "total" | "nextCursor">) {
  return { total, next_cursor: nextCursor };
}

/** `50 of 120 servers` above the list, and the cursor of the next page below. */
export function describePage(
  shown: number,
  what: string,
  { total, next_cursor }: { total: number; next_cursor?: string | undefined },
): { readonly head: string; readonly foot: readonly string[] } {
  return {
    head: `${shown} of ${countOf(total, what)}`,
    foot: next_cursor === undefined ? [] : [`more: cursor ${next_cursor}`],
  };
}
