import type { CallToolResult } from "@modelcontextprotocol/server";
import { UserError } from "../../program/user-error.js";

/** An error of a tool, with its text. */
export class ToolCallError extends UserError {
  override readonly name = "ToolCallError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What a tool's error result says. */
export function toCallError({ content, _meta }: Pick<CallToolResult, "content" | "_meta">): ToolCallError {
  const [first] = content;
  const { code = "INTERNAL" } = (_meta?.["error"] ?? {}) as { readonly code?: string };
  return new ToolCallError(code, first?.type === "text" ? first.text : code);
}
