import { mapKey, type Orphan, type StateProblem, type StateSnapshot } from "@haproxy-mcp/map-store";
import type { DomainPattern } from "@haproxy-mcp/validation";

type Reported = Pick<StateSnapshot, "problems" | "missing">;

/** Why the route of a name that the state does not have is uncertain; `undefined` where it is not. */
export function routeProblems(reported: Reported): (name: DomainPattern) => StateProblem | undefined {
  const byName = new Map<DomainPattern, StateProblem>();
  const byPool = new Map<number, StateProblem>();
  let unclear: StateProblem | undefined;
  for (const problem of reported.problems) {
    if (problem.about !== "route") continue;
    if (problem.name !== undefined) byName.set(problem.name, problem);
    if (problem.pool !== undefined) byPool.set(problem.pool, problem);
    if (!isAttributed(reported, problem)) unclear = problem;
  }
  return (name) => {
    const pool = reported.missing.get(name);
    return byName.get(name) ?? (pool === undefined ? undefined : (byPool.get(pool) ?? unclear));
  };
}

/** Names with records and no line at all. What a line is about is no orphan: its records count again once the line is fixed. */
export function orphansOf(
  snapshot: Pick<StateSnapshot, "state" | "problems" | "missing" | "orphans">,
): readonly Orphan[] {
  const problemAbout = routeProblems(snapshot);
  return snapshot.orphans.filter(
    ({ name }) => problemAbout(name) === undefined && !snapshot.state.foreign.has(mapKey(name)),
  );
}

/** Whether it is clear which name or pool a line is about. One that can't be read may be what is left of any. */
function isAttributed({ missing }: Reported, { kind, name, pool }: StateProblem): boolean {
  if (pool !== undefined) return true;
  if (name === undefined) return false;
  return missing.has(name) || (kind !== "UNREADABLE" && kind !== "INCOMPLETE");
}

/** `domains.map:3`, with the folder as the store has it. */
export function placeOf({ file, line }: Pick<StateProblem, "file" | "line">): string {
  return line === undefined ? file : `${file}:${line}`;
}
