import type { z } from "zod";
import type { Tool } from "../../tools/define-tool.js";
import { callWhole } from "../callers/call-whole.js";
import type { ToolCaller } from "../callers/tool-caller.js";

/** Calls a tool, and returns its result as the tool declares it, with the items of all pages. */
export type Ask = <In extends z.ZodObject, Out extends z.ZodObject>(
  tool: Tool<In, Out>,
  pages?: string,
  input?: Readonly<Record<string, unknown>>,
) => Promise<z.output<Out>>;

export function createAsk(caller: ToolCaller, signal: AbortSignal): Ask {
  return (tool, pages, input = {}) =>
    callWhole(caller, { tool: tool as unknown as Tool, pages }, input, {
      signal,
      progress: () => {},
    }) as Promise<never>;
}
