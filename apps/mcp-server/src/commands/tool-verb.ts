import type { z } from "zod";
import { runToolVerb } from "./run-tool-verb.js";
import { commonOptions, toolOptions } from "./tool-options.js";
import type { ToolVerb, ToolVerbParts } from "./tool-verb-parts.js";

/** Its options, their types, texts and defaults come from the tool's input. */
export function defineToolVerb<In extends z.ZodObject, Out extends z.ZodObject, Item>(
  given: ToolVerbParts<In, Out, Item>,
): ToolVerb {
  const parts = given as unknown as ToolVerbParts;
  const { name, tool, positionals, examples } = parts;
  const summary = given.summary ?? tool.title.charAt(0).toLowerCase() + tool.title.slice(1);
  const options = { ...toolOptions(parts), ...commonOptions(parts) };
  return { name, summary, positionals, options, examples, parts, run: (call) => runToolVerb(parts, call) };
}
