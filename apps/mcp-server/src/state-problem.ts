import type { StateProblem } from "@haproxy-mcp/map-store";

/** `domains.map:3: …`, the way compilers name a place. */
export function describeProblem({ file, line, message }: StateProblem): string {
  return line === undefined ? `${file}: ${message}` : `${file}:${line}: ${message}`;
}
