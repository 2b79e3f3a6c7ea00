import { type ConfigProblem, describeProblem } from "@haproxy-mcp/haproxy-host";
import { z } from "zod";

/** A finding of HAProxy in its configuration. */
export const problemOutput = z.looseObject({
  severity: z.enum(["alert", "warning"]),
  text: z.string(),
  file: z.string().optional(),
  line: z.number().int().optional(),
});

type Problem = z.input<typeof problemOutput>;

/** A broken file may have a finding on every line: results show the first. */
const SHOWN_AT_MOST = 50;

export function toProblems(problems: readonly ConfigProblem[]): Problem[] {
  return problems.slice(0, SHOWN_AT_MOST).map(toProblem);
}

function toProblem({ severity, message, file, line }: ConfigProblem): Problem {
  return { severity, text: message, file, line };
}

export function describeFound({ severity, text, file, line }: Problem): string {
  return `${severity}: ${describeProblem({ message: text, file, line })}`;
}
