import { type Finding as ConfigFinding, describeProblem } from "@haproxy-mcp/haproxy-host";
import { SHOWN_AT_MOST } from "../tools/bounded-list.js";

/** What a check found. `error`: it does not work. `warning`: it could be better. */
export interface Finding extends Omit<ConfigFinding, "hint" | "lines"> {
  /** How many findings this one stands for; 1 if absent. */
  readonly count?: number | undefined;
  /** What it stands for, one text for each, if that is more than its message says. */
  readonly details?: readonly string[] | undefined;
}

/** What one check found; no findings: all is well. */
export interface Check {
  readonly findings: readonly Finding[];
  /** A short text for when all is well. */
  readonly fact?: string;
}

export function error(message: string, remedy: string): Finding {
  return { severity: "error", message, remedy };
}

/** In one line, with the remedy. */
export function describeFinding(finding: Finding): string {
  return `${describeProblem(finding)} → ${finding.remedy}`;
}

export function warning(message: string, remedy: string): Finding {
  return { severity: "warning", message, remedy };
}

/**
 * The first of many findings with one cause; the last one stands for the rest.
 *
 * @param remedyOfRest if each has a remedy of its own
 */
export function bounded(findings: readonly Finding[], remedyOfRest?: string): readonly Finding[] {
  const [first, ...more] = findings.slice(SHOWN_AT_MOST);
  if (first === undefined) return findings;
  const { severity } = first;
  const remedy = remedyOfRest ?? first.remedy;
  const details = [first, ...more].map(describeProblem);
  const count = details.length;
  const rest: Finding = { severity, message: `and ${count} more`, remedy, count, details };
  return [...findings.slice(0, SHOWN_AT_MOST), rest];
}
