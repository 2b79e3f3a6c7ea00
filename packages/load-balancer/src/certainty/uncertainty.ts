import { mapKey, type StateProblem, type StateSnapshot } from "@haproxy-mcp/map-store";
import { poolName, poolNumber } from "@haproxy-mcp/pool-allocator";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";
import { poolAt } from "../desired-state.js";
import { backendOf, isUnspecified } from "../node/difference.js";
import type { RunningState } from "../node/running-state.js";
import { describeContest } from "./contested.js";
import { keysWithoutBackend } from "./lacking-backends.js";
import type { Protection } from "./protection.js";

/** A line or record that is left unchanged with the route or servers that it is about, and what happens to it. */
export interface Uncertainty extends Omit<StateProblem, "kind"> {
  /**
   * `NO_BACKEND`: the map names a backend that HAProxy does not have. `CONTESTED`: the map has the name in a pool that HAProxy uses for
   * names that are uncertain.
   */
  readonly kind: StateProblem["kind"] | "NO_BACKEND" | "CONTESTED";
  /** The backend that HAProxy routes the name to now; `undefined` for none. */
  readonly running: string | undefined;
  /** What HAProxy will do by itself at its next reload, when it reads its files. */
  readonly atReload: string;
  /** The edit that makes it certain. */
  readonly remedy: string;
  /** The line as it must read to keep the name, where that is known. */
  readonly edit?: string | undefined;
}

/** Everything that is uncertain, joined with what HAProxy runs and what of it is kept. Pure. */
export function describeUncertain(
  snapshot: StateSnapshot,
  running: RunningState,
  { contested }: Pick<Protection, "contested">,
): readonly Uncertainty[] {
  return [
    ...oncePerLine(snapshot.problems).map((problem) => describe(problem, snapshot, running)),
    ...keysWithoutBackend(snapshot.state, running).map((key) => withoutBackend(key, snapshot, running)),
    ...[...contested].flatMap(([pool, keys]) =>
      [...poolAt(snapshot.state, pool).names].map((name) => inContested(name, pool, keys, snapshot, running)),
    ),
  ];
}

/** A line that names two pools is two problems, and one finding. */
function oncePerLine(problems: readonly StateProblem[]): readonly StateProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ file, line, slot, name }) => {
    const place = JSON.stringify(line === undefined ? [file, name, slot] : [file, line, slot]);
    return !seen.has(place) && seen.add(place);
  });
}

function describe(problem: StateProblem, snapshot: StateSnapshot, running: RunningState): Uncertainty {
  const key = problem.name === undefined ? problem.key : mapKey(problem.name);
  const now = key === undefined ? undefined : running.map.get(key)?.[0]?.value;
  const found = { ...problem, running: now, ...outlook(problem, snapshot, key ?? "the name") };
  return isEmptied(problem, running) ? { ...found, atReload: "HAProxy leaves the slot empty" } : found;
}

/** A refused server that ran is set no more. */
function isEmptied({ kind, pool, slot }: StateProblem, running: RunningState): boolean {
  if (kind !== "REFUSED" || pool === undefined || slot === undefined) return false;
  const now = running.pools.get(pool)?.get(slot as Slot);
  return now !== undefined && isUnspecified(now.ip);
}

type Outlook = Pick<Uncertainty, "atReload" | "remedy" | "edit">;

function outlook(problem: StateProblem, { state, missing }: StateSnapshot, key: string): Outlook {
  const { kind, about, name, line } = problem;
  const pool = (name && missing.get(name)) ?? problem.pool;
  const where = line === undefined ? "it" : `line ${line}`;
  const edit = pool === undefined ? undefined : `${key} ${poolName(pool)}`;
  const whole = edit ?? `${key} <pool>`;
  if (about === "journal") {
    return { atReload: "HAProxy does not read this file", remedy: "restore writes a new one" };
  }
  if (about === "servers") {
    return {
      atReload: "HAProxy keeps the server that servers.state has for it",
      remedy: "correct the record, or delete it to remove the server",
    };
  }
  switch (kind) {
    case "REFUSED":
    case "UNREADABLE":
      return {
        atReload: `HAProxy responds 503 for ${key}`,
        remedy: `make ${where} read "${whole}", or delete it to remove the name`,
        edit,
      };
    case "INEFFECTIVE":
      return {
        atReload: "HAProxy never matches this key and responds 404",
        remedy: `make ${where} read "${whole}", or delete it to remove the name`,
        edit,
      };
    case "COMMENTED_OUT":
      return {
        atReload: `HAProxy responds 404 for ${key}`,
        remedy: `remove the # from ${where} to keep the name, or delete the line to remove it`,
        edit,
      };
    case "SHADOWED":
      return {
        atReload: `HAProxy routes ${key} to ${backendOf(state, key) ?? "the backend of the first line"}`,
        remedy: `delete one of the two lines of ${key}`,
      };
    case "INCOMPLETE":
      return {
        atReload: `HAProxy uses the line as it is`,
        remedy: `complete ${where} and end it with a newline, or delete it`,
      };
    case "RETURNED":
      return {
        atReload: `HAProxy routes ${key} to ${pool === undefined ? "that pool" : poolName(pool)}, and visitors of ${key} reach its servers`,
        remedy: `delete ${where}, then add the domain again`,
      };
  }
}

function withoutBackend(key: string, snapshot: StateSnapshot, running: RunningState): Uncertainty {
  const backend = backendOf(snapshot.state, key) ?? "";
  const place = snapshot.locate(key);
  return {
    kind: "NO_BACKEND",
    about: "route",
    file: place.file,
    line: place.line,
    key,
    pool: poolNumber(backend),
    message: `${key} is routed to ${backend}, and HAProxy has no such backend`,
    running: running.map.get(key)?.[0]?.value,
    atReload: `HAProxy responds 503 for ${key}`,
    remedy: `name a backend that HAProxy has, or add ${backend} to haproxy.cfg and reload`,
  };
}

function inContested(
  name: DomainPattern,
  pool: number,
  keys: readonly string[],
  snapshot: StateSnapshot,
  running: RunningState,
): Uncertainty {
  const key = mapKey(name);
  return {
    kind: "CONTESTED",
    about: "route",
    ...snapshot.locate(key),
    key,
    name,
    pool,
    message: `${name} is in ${poolName(pool)} here: ${describeContest(keys)}`,
    running: running.map.get(key)?.[0]?.value,
    atReload: `HAProxy routes ${key} to ${poolName(pool)}, with the servers that servers.json has for it`,
    remedy: `correct or delete the line of ${keys[0]}, or route ${key} to another pool`,
  };
}
