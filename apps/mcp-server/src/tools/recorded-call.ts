import type { Tool, ToolContext } from "./define-tool.js";

/** Of the names of tools. */
const PREFIX = "haproxy_";

/** Calls a tool with arguments that were read, and records what it changes. */
export function recordedCall(
  tool: Tool,
  input: Record<string, unknown>,
  context: Omit<ToolContext, "entry"> & { readonly reason?: string | undefined },
): ReturnType<Tool["handle"]> {
  const { services, caller, reason } = context;
  const call = { caller, operation: tool.name.slice(PREFIX.length), input, reason };
  return services.history.record(call, (entry) => tool.handle(input, { ...context, entry }));
}
