import type { z } from "zod";
import type { Caller } from "../access/caller.js";
import type { Role } from "../access/role.js";
import type { Entry } from "../history/history.js";
import type { Services } from "../services.js";

/** A tool of the MCP server: a name and schemas, and one call of an operation. */
export interface Tool<In extends z.ZodObject = z.ZodObject, Out extends z.ZodObject = z.ZodObject> {
  readonly name: `haproxy_${string}`;
  readonly title: string;
  readonly description: string;
  readonly input: In;
  readonly output: Out;
  /** What a call needs; callers with less get no such tool listed. A dry run needs `read` only. */
  readonly role: Role;
  /** What some arguments need; `undefined` for the others. */
  roleOf?(input: z.output<In>): Role | undefined;
  /** Always all four: a client decides by them whether to ask its user first. */
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
  handle(input: z.output<In>, context: ToolContext): Promise<z.input<Out>>;
  /** The result as text, with everything a reader needs, for clients that show no structured content. */
  summarise(output: z.input<Out>): string;
}

/** What a call of a tool has besides its arguments. */
export interface ToolContext {
  readonly services: Services;
  readonly caller: Caller;
  /** Of this call, in the history. */
  readonly entry: Entry;
  readonly signal: AbortSignal;
  /**
   * Reports the current step of a long call to a client that asked for progress; a wait, with the most milliseconds that it takes. Repeated
   * messages are left out, and of a wait more than one a second.
   */
  progress(message: string, limitMs?: number): void;
}

/** What a call with these arguments needs. */
export function neededRole({ role, roleOf }: Tool, input: Record<string, unknown>): Role {
  if (input["dry_run"] === true) return "read";
  return roleOf?.(input) ?? role;
}

/** Infers the handler's types from the schemas. */
export function defineTool<In extends z.ZodObject, Out extends z.ZodObject>(
  tool: Tool<In, Out>,
): Tool<In, Out> {
  return tool;
}
