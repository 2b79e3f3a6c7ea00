import { describeProblem } from "@haproxy-mcp/haproxy-host";
import type { Check, Finding } from "../checks/finding.js";
import { countOf } from "../program/count-of.js";

/** So that a report fits a terminal. */
const LINES_AT_MOST = 20;
/** The empty line and the counts. */
const LINES_AT_END = 2;
const LINES_OF_FINDING = 2;

export type NamedCheck = Check & { readonly name: string };

interface NamedFinding {
  readonly name: string;
  readonly finding: Finding;
}

/**
 * The report of all checks.
 *
 * @param all every line, also those that one finding stands for; without it, 20 lines at most, errors before warnings
 */
export function renderReport(checks: readonly NamedCheck[], all: boolean): string {
  const found = checks.flatMap(({ name, findings }) => findings.map((finding) => ({ name, finding })));
  const fine = checks.filter(({ findings }) => findings.length === 0);
  const passed = fine.map(({ name, fact }) => `ok       ${name}: ${fact}`);
  const isShort = passed.length + found.length * LINES_OF_FINDING + LINES_AT_END <= LINES_AT_MOST;
  const lines =
    all || isShort
      ? [...passed, ...found.flatMap((one) => linesOf(one, all))]
      : [...merged(fine), ...shortened(found)];
  return [...lines, "", countsOf(found), ""].join("\n");
}

export function errorsIn(checks: readonly NamedCheck[]): number {
  return totalOf(checks.flatMap(({ findings }) => findings).filter(isError));
}

function merged(fine: readonly NamedCheck[]): readonly string[] {
  return fine.length === 0 ? [] : [`ok       ${fine.map(({ name }) => name).join(", ")}`];
}

/** As many as fit beside the merged line and that of the rest. */
function shortened(found: readonly NamedFinding[]): readonly string[] {
  const room = Math.floor((LINES_AT_MOST - LINES_AT_END - 2) / LINES_OF_FINDING);
  const byWeight = [...found].sort((one, other) => weightOf(one) - weightOf(other));
  const shown = byWeight.slice(0, room);
  const rest = byWeight.slice(room).map(({ finding }) => finding);
  const lines = found.filter((one) => shown.includes(one)).flatMap((one) => linesOf(one, false));
  if (rest.length === 0) return lines;
  return [...lines, `and ${countOf(rest.length, "finding")} more: add --all`];
}

function weightOf({ finding }: NamedFinding): number {
  return isError(finding) ? 0 : 1;
}

function linesOf({ name, finding }: NamedFinding, all: boolean): readonly string[] {
  const { severity, remedy, details = [] } = finding;
  return [
    `${severity.padEnd(8)} ${name}: ${oneLine(describeProblem(finding))}`,
    `         → ${oneLine(remedy)}`,
    ...(all ? details.map((text) => `         - ${oneLine(text)}`) : []),
  ];
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, "; ");
}

function countsOf(found: readonly NamedFinding[]): string {
  const findings = found.map(({ finding }) => finding);
  const errors = totalOf(findings.filter(isError));
  return `${countOf(errors, "error")}, ${countOf(totalOf(findings) - errors, "warning")}`;
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}

function totalOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, { count = 1 }) => sum + count, 0);
}
