import type { Changes } from "@haproxy-mcp/load-balancer";
import type { z } from "zod";
import type { Tool, ToolContext } from "./define-tool.js";
import { describePlan, dryRunField, type Plan, planField, planned, toPlan } from "./plan-fields.js";

interface ChangeTool<In extends z.ZodObject, Out extends z.ZodObject> extends Omit<Tool<In, Out>, "handle"> {
  /** Changes only through `changes`: in a dry run, these are planned and not made. */
  handle(input: z.output<In>, context: ToolContext & { readonly changes: Changes }): Promise<z.input<Out>>;
}

/** A tool that changes domains or servers, with `dry_run`. */
export function defineChange<In extends z.ZodObject, Out extends z.ZodObject>(
  tool: ChangeTool<In, Out>,
): Tool {
  return {
    ...tool,
    input: tool.input.extend({ dry_run: dryRunField }),
    output: tool.output.extend({ plan: planField }),
    async handle({ dry_run, ...given }, context) {
      const { loadBalancer } = context.services;
      const run = (changes: Changes) => tool.handle(given as z.output<In>, { ...context, changes });
      if (dry_run !== true) return run(loadBalancer.recorded(context.entry));
      const { result, outlook } = await loadBalancer.dryRun(run, { signal: context.signal });
      return { ...result, ...planned(toPlan(outlook)) };
    },
    summarise: ({ plan, ...output }) =>
      plan === undefined ? tool.summarise(output as z.input<Out>) : describePlan(plan as Plan),
  };
}
