import type { Tool } from "./define-tool.js";

/** In `_meta` of a call over MCP, `true`: the caller reads a list to its end, and is no model. */
export const WHOLE_KEY = "haproxy-mcp/whole";

/** A list that comes in pages then comes in one, up to 8 MB. */
export function asWhole(
  { input: { shape } }: Pick<Tool, "input">,
  input: Record<string, unknown>,
  isWhole: unknown,
): Record<string, unknown> {
  return isWhole === true && "cursor" in shape ? { ...input, limit: Number.POSITIVE_INFINITY } : input;
}
