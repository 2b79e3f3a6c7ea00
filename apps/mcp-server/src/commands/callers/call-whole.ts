import type { ToolVerbParts } from "../tool-verb-parts.js";
import type { Output, ToolCaller, ToolCallOptions } from "./tool-caller.js";

/** Most items of a page, for a server that knows no whole lists. */
const PAGE_SIZE = 500;

/** With the items of every page. */
export async function callWhole(
  caller: ToolCaller,
  verb: Pick<ToolVerbParts, "tool" | "pages">,
  input: Readonly<Record<string, unknown>>,
  given: ToolCallOptions,
): Promise<Output> {
  const { tool, pages } = verb;
  if (pages === undefined) return caller.call(tool, input, given);
  const options = { ...given, isWhole: true };
  const paged = { ...input, limit: PAGE_SIZE };
  let whole = await caller.call(tool, paged, options);
  while (typeof whole["next_cursor"] === "string") {
    const next = await caller.call(tool, { ...paged, cursor: whole["next_cursor"] }, options);
    whole = { ...next, [pages]: [...(whole[pages] as unknown[]), ...(next[pages] as unknown[])] };
  }
  const { next_cursor: _end, note: _note, ...shown } = whole;
  return shown;
}
