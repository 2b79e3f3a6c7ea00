import { createHash } from "node:crypto";

const LINE = /^(?:#|\/\/) Written by haproxy-mcp init, ([0-9a-f]{16}); edits are noticed and kept\.\n/;

/** Adds a first line by which later edits are detected. */
export function marked(text: string, comment = "#"): string {
  return `${comment} Written by haproxy-mcp init, ${digest(text)}; edits are noticed and kept.\n${text}`;
}

/** Whether we wrote a text (`us`), it was edited since, or it is not ours. */
export function ownerOf(text: string): "us" | "edited" | "others" {
  const found = LINE.exec(text);
  if (found === null) return "others";
  return digest(text.slice(found[0].length)) === found[1] ? "us" : "edited";
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
