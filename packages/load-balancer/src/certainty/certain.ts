import {
  changedPools,
  type DesiredState,
  mapKey,
  poolOf,
  type RecordPlace,
  type ServerRecord,
  type StateProblem,
  type StateSnapshot,
} from "@haproxy-mcp/map-store";
import { poolName } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { LoadBalancerError } from "../errors.js";
import { type Contested, describeContest } from "./contested.js";
import { similarNames } from "./similar-names.js";
import { placeOf, routeProblems } from "./uncertain.js";

interface RefusedRecord extends RecordPlace {
  readonly server: ServerRecord;
}

type Known = Pick<StateSnapshot, "state" | "problems" | "missing">;

/** @throws LoadBalancerError `DOMAIN_NOT_FOUND`, `UNCERTAIN` */
export function poolOfDomain(known: Known, domain: DomainPattern, field = "domain"): number {
  const pool = poolOf(known.state, domain);
  if (pool !== undefined) return pool;
  assertCertain(known, domain, field);
  const similar = similarNames(domain, namesOf(known.state)).join(", ");
  const message = `${domain} was not found${similar === "" ? "" : `; similar: ${similar}`}`;
  throw new LoadBalancerError("DOMAIN_NOT_FOUND", message, { field });
}

function* namesOf({ pools }: Known["state"]): Generator<DomainPattern> {
  for (const { names } of pools.values()) yield* names;
}

/** @throws LoadBalancerError `UNCERTAIN` for a name that the state does not have, and that may be routed */
export function assertCertain(known: Known, domain: DomainPattern, field: string): void {
  const problem = routeProblems(known)(domain);
  const pool = known.missing.get(domain);
  if (problem === undefined && pool === undefined) return;
  const why =
    problem === undefined
      ? `it was in ${poolName(pool ?? 0)}, and its line is missing from the map`
      : describe(problem);
  throw uncertain(`${domain} is uncertain and was left unchanged: ${why}`, field);
}

/**
 * @param slot `undefined` for all of the pool
 * @throws LoadBalancerError `UNCERTAIN` for servers that can't be read
 */
export function assertServersAreCertain({ problems }: Known, pool: number, slot: Slot | undefined): void {
  const isAbout = (one: StateProblem) =>
    one.about === "servers" &&
    one.pool === pool &&
    (one.slot === undefined || slot === undefined || one.slot === slot);
  const problem = problems.find(isAbout);
  if (problem === undefined) return;
  throw uncertain(`the servers of ${poolName(pool)} are uncertain because of ${describe(problem)}`);
}

/** Records of a pool, or of the names that it gets, that are no servers, by the slots that they are in. */
export function problemsBySlot(
  { problems }: Pick<Known, "problems">,
  pool: number,
  names: ReadonlySet<DomainPattern>,
): ReadonlyMap<number, StateProblem> {
  return new Map(
    problems.flatMap((one) =>
      one.about === "servers" &&
      (one.pool === pool || (one.name !== undefined && names.has(one.name))) &&
      one.slot !== undefined
        ? [[one.slot, one]]
        : [],
    ),
  );
}

/** Records in a slot of a pool that are no servers because they are refused. */
export function refusedIn(
  { problems }: Pick<Known, "problems">,
  pool: number,
  slot: Slot,
): readonly RefusedRecord[] {
  return problems.flatMap(({ kind, pool: its, name, slot: place, server }) =>
    kind === "REFUSED" && its === pool && place === slot && name !== undefined && server !== undefined
      ? [{ name, slot, server }]
      : [],
  );
}

/** @throws LoadBalancerError `UNCERTAIN` for a name with records that can't be read, and so can't be handed over */
export function assertRecordsAreCertain({ problems }: Known, domain: DomainPattern): void {
  const problem = problems.find(({ about, name }) => about === "servers" && name === domain);
  if (problem === undefined) return;
  const why = `the names that share its pool need its servers: ${describe(problem)}`;
  throw uncertain(`${domain} was left unchanged, because ${why}`);
}

/** @throws LoadBalancerError `UNCERTAIN` for a pool that another name may use */
export function assertPoolIsCertain({ problems, missing }: Known, pool: number): void {
  const problem = problems.find((one) => one.about === "route" && one.pool === pool);
  const name = [...missing].find(([, committed]) => committed === pool)?.[0];
  if (problem === undefined && name === undefined) return;
  const why =
    problem === undefined ? `${name} was in it, and its line in the map is uncertain` : describe(problem);
  throw uncertain(`${poolName(pool)} may be in use by another name, so it was not emptied: ${why}`);
}

/** @throws LoadBalancerError `UNCERTAIN` for a change of a pool that HAProxy uses for other names */
export function assertUncontested(contested: Contested, before: DesiredState, after: DesiredState): void {
  if (contested.size === 0) return;
  for (const pool of changedPools(before, after)) {
    const keys = contested.get(pool);
    if (keys === undefined) continue;
    throw uncertain(`${poolName(pool)} was left unchanged: ${describeContest(keys)}`);
  }
}

function describe(problem: StateProblem): string {
  return `${placeOf(problem)}: ${problem.message}`;
}

function uncertain(what: string, field = "domain"): LoadBalancerError {
  return new LoadBalancerError("UNCERTAIN", `${what}. Fix that first.`, { field });
}

/** @throws LoadBalancerError `DOMAIN_EXISTS`, also for a name that is routed by hand to another backend; `UNCERTAIN` */
export function assertFree(known: Known, domain: DomainPattern, field = "domain"): void {
  if (poolOf(known.state, domain) !== undefined) {
    throw new LoadBalancerError("DOMAIN_EXISTS", `${domain} already exists`, { field });
  }
  assertUnrouted(known, domain, field);
}

/** For a name that is in no pool. @throws LoadBalancerError `DOMAIN_EXISTS` for one that is routed by hand; `UNCERTAIN` */
export function assertUnrouted(known: Known, domain: DomainPattern, field: string): void {
  const backend = known.state.foreign.get(mapKey(domain));
  if (backend !== undefined) {
    throw new LoadBalancerError("DOMAIN_EXISTS", `${domain} is routed by hand to ${backend}`, { field });
  }
  assertCertain(known, domain, field);
}
