import type { z } from "zod";
import type { Tool } from "../tools/define-tool.js";
import type { Values } from "./completion/values.js";
import type { Column } from "./output/cell.js";
import type { Positional } from "./positional.js";
import type { Verb } from "./verb.js";

export type Input = Readonly<Record<string, unknown>>;

/** A positional that gives an argument of the tool. */
export interface ToolPositional extends Positional {
  readonly argument: string;
  /** Arguments that its text gives as well: `read` returns them all, by name. */
  readonly also?: readonly string[] | undefined;
  /** Default: the text, or the texts of a list. @throws UsageError */
  read?(text: string): unknown;
}

/** How an option differs from the tool's argument. */
export interface OptionForm {
  readonly name?: string | undefined;
  /** Name of the value in the help, in capitals. */
  readonly value?: string | undefined;
  /** Default: those that the tool takes. */
  readonly values?: Values | undefined;
  /** @throws UsageError */
  read?(text: string): unknown;
}

/** A tool that waits, with the arguments `domain`, `slot` and `timeout`. */
export interface WaitTool {
  readonly tool: Tool;
  isOver(output: Input): boolean;
}

interface Table<Out, Item> {
  items(output: Out): readonly Item[];
  readonly columns: readonly Column<Item>[];
}

/** What a verb that calls one tool is made of. */
export interface ToolVerbParts<
  In extends z.ZodObject = z.ZodObject,
  Out extends z.ZodObject = z.ZodObject,
  Item = never,
> {
  readonly name: string;
  readonly tool: Tool<In, Out>;
  /** Default: the title of the tool. */
  readonly summary?: string | undefined;
  readonly positionals?: readonly ToolPositional[] | undefined;
  /** Options whose name or form differs from that of the tool's argument. */
  readonly forms?: Readonly<Record<string, OptionForm>> | undefined;
  /** Arguments that the verb itself decides. */
  readonly fixed?: Input | undefined;
  /** Arguments that it leaves out, because others say the same. */
  readonly without?: readonly string[] | undefined;
  /** Whether it only reads domains and servers: on this machine, it then starts with less. */
  readonly isStateRead?: boolean | undefined;
  /** The list of the result that comes in pages: all of them are read. */
  readonly pages?: string | undefined;
  /** Default: the text of the result. */
  readonly table?: Table<z.input<Out>, Item> | undefined;
  /** What to ask before a change that destroys something. */
  confirm?(input: Input): string;
  /** What to ask after a dry run, whose text is shown first; `undefined` where that destroys nothing. */
  confirmPlan?(plan: z.input<Out>): string | undefined;
  /** With `--wait`: what to call after the change, until it is over. */
  readonly wait?: WaitTool | undefined;
  /** Whether the result calls for attention: differences, or something degraded. */
  isDegraded?(output: z.input<Out>): boolean;
  /** Two command lines without `haproxy-mcp`. */
  readonly examples: readonly [string, string];
}

/** A verb that calls one tool. */
export interface ToolVerb extends Verb {
  readonly parts: ToolVerbParts;
}

export function isToolVerb(verb: Verb): verb is ToolVerb {
  return "parts" in verb;
}
