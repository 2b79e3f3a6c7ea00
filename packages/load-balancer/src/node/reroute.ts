import { addMap, delMap, type EntryRef, type RuntimeCommand, setMap } from "@haproxy-mcp/runtime-api-client";
import type { Difference, MapDifference } from "./difference.js";

type Commands = readonly RuntimeCommand<void>[];

/** No backend can have this name, so requests that are routed to it get 503. */
const PARKED = "(moving)";

/** What is to be done to routes before and after servers change. */
export interface Rerouting {
  readonly before: Commands;
  readonly after: Commands;
}

/** Routes leave pools whose servers change before they do, and come to them afterwards; names that go away are first of all. */
export function rerouting(found: readonly Difference[], mapId: string): Rerouting {
  const changing = new Set<string>(
    found.filter((difference) => difference.kind === "server").map(({ pool }) => pool),
  );
  const entries = found.filter((difference) => difference.kind === "map");
  const routes = entries.map((entry) => reroute(entry, changing, mapId));
  return {
    before: [
      ...entries.filter(({ desired }) => desired === undefined).flatMap((entry) => removeEntry(entry, mapId)),
      ...routes.flatMap(({ before }) => before),
    ],
    after: routes.flatMap(({ after }) => after),
  };
}

/** Backends that a name leaves, or comes to. */
export function renamedPools(found: readonly Difference[]): ReadonlySet<string | undefined> {
  const entries = found.filter((difference) => difference.kind === "map");
  return new Set(entries.flatMap(({ desired, running: [first] }) => [desired, first?.value]));
}

function removeEntry({ key, running }: Pick<MapDifference, "key" | "running">, mapId: string): Commands {
  return running.map(({ id }) => delMap(mapId, refOf(key, id)));
}

/**
 * A key is redirected in place: without its entry, a wildcard may lead it to another domain. Between two pools that both change it is
 * parked. Duplicates go afterwards.
 */
function reroute(
  { key, desired, running }: MapDifference,
  changing: ReadonlySet<string>,
  mapId: string,
): Rerouting {
  if (desired === undefined) return { before: [], after: [] };
  const [first, ...others] = running;
  if (first === undefined) return { before: [], after: [addMap(mapId, key, desired)] };
  const redirect = (backend: string) => setMap(mapId, refOf(key, first.id), backend);
  const duplicates = removeEntry({ key, running: others }, mapId);
  if (first.value === desired) return { before: [], after: duplicates };
  if (!changing.has(desired)) return { before: [redirect(desired), ...duplicates], after: [] };
  if (!changing.has(first.value)) return { before: [], after: [redirect(desired), ...duplicates] };
  return { before: [redirect(PARKED), ...duplicates], after: [redirect(desired)] };
}

/** HAProxy's releases differ in which of several entries a key stands for. */
function refOf(key: string, id: string | undefined): string | EntryRef {
  return id === undefined ? key : { id };
}
