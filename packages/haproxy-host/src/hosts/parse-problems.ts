import type { ConfigProblem } from "./host.js";

const LINE = /^\[(ALERT|WARNING)\]\s+\(\d+\)\s+: (?:config ?: )?(.*)$/;
const CONTINUATION = /^\s+\| (.*)$/;
const PLACE = /^parsing \[(.+):(\d+)\]\s*:\s*(.*)$/s;

/**
 * HAProxy reports at the level of a warning what it restored for each server from the state file, and after a reload that the
 * previous worker ended: these are ignored.
 */
const NO_PROBLEM =
  /^(?:Server \S+\/\S+ (?:is (?:UP|DOWN|going DOWN|stopping)|enters drain state|remains in)|Former worker \(\d+\) exited)/;

/** The alerts and warnings in what HAProxy printed. A message may continue in lines that begin with a bar. */
export function parseProblems(output: string): readonly ConfigProblem[] {
  const found: { level: string; message: string }[] = [];
  let isProblem = false;
  for (const text of output.split("\n")) {
    const [, level, message = ""] = LINE.exec(text.trim()) ?? [];
    const [, more] = CONTINUATION.exec(text) ?? [];
    const last = found.at(-1);
    if (level !== undefined) found.push({ level, message });
    else if (more !== undefined && isProblem && last !== undefined)
      last.message = `${last.message} ${more}`.trim();
    isProblem = level !== undefined || (isProblem && more !== undefined);
  }
  const problems = found.filter(({ message }) => !NO_PROBLEM.test(message));
  return problems.map(({ level, message }) => placed(level === "ALERT" ? "alert" : "warning", message));
}

function placed(severity: ConfigProblem["severity"], text: string): ConfigProblem {
  const [, file, line, message] = PLACE.exec(text) ?? [];
  if (file === undefined || message === undefined) return { severity, message: text };
  return { severity, message, file, line: Number(line) };
}

/** `haproxy.cfg:12: …`, as compilers name a place. */
export function describeProblem({ message, file, line }: Omit<ConfigProblem, "severity">): string {
  if (file === undefined) return message;
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}
