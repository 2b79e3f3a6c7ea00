/** In `_meta` of a call over MCP. */
export const REASON_KEY = "haproxy-mcp/reason";

const MAX_LENGTH = 500;

/** Why a change is made, as its caller says: any text, so it is kept short and on one line. */
export function reasonOf(given: unknown): string | undefined {
  if (typeof given !== "string") return undefined;
  const text = given.replace(/[\p{C}\s]+/gu, " ").trim();
  return text === "" ? undefined : text.slice(0, MAX_LENGTH);
}
