import { createHash } from "node:crypto";

const LINE = /^(?:#|\/\/) Written by haproxy-mcp init, ([0-9a-f]{16}); edits are noticed and kept\.\n/;

/** Puts a line above a text by which later edits are noticed. */
export function marked(text: string, comment = "#"): string {
  return `${comment} Written by haproxy-mcp init, ${digest(text)}; edits are noticed and kept.\n${text}`;
}

/** Whether a text is as we wrote it, was edited since, or is none of ours. */
export function ownerOf(text: string): "us" | "edited" | "others" {
  const found = LINE.exec(text);
  if (found === null) return "others";
  return digest(text.slice(found[0].length)) === found[1] ? "us" : "edited";
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
