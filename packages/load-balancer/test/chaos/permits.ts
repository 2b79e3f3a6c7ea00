import type { TestBackend } from "@haproxy-mcp/test-haproxy";
import { keyOf, NAMES } from "./paper.js";

/** Which name's visitors may be served by which other name's server, because the files that HAProxy loaded, or an operator wrote, say so. */
export interface Permits {
  allows(name: string, owner: string): boolean;
  /** Two names that share a pool in a map. */
  addShared(map: string): void;
  /** HAProxy loads a map, and the servers of a state file, by itself. */
  addLoaded(map: string, state: string): void;
  clear(): void;
}

export function createPermits(backends: ReadonlyMap<string, readonly TestBackend[]>): Permits {
  const permitted = new Set<string>();
  const owners = new Map<string, string>();
  for (const [name, its] of backends) for (const { port } of its) owners.set(String(port), name);
  const names = new Map(NAMES.map((name) => [keyOf(name), name]));
  const routes = (map: string): readonly (readonly [name: string, pool: string])[] =>
    map.split("\n").flatMap((line) => {
      const [key = "", pool = ""] = line.split(/\s+/);
      const name = names.get(key);
      return name === undefined ? [] : [[name, pool] as const];
    });
  const permit = (one: string, other: string) => permitted.add(`${one} ${other}`);
  return {
    allows: (name, owner) => name === owner || permitted.has(`${name} ${owner}`),
    addShared(map) {
      const all = routes(map);
      for (const [name, pool] of all) {
        for (const [other, itsPool] of all) if (pool === itsPool) permit(name, other);
      }
    },
    addLoaded(map, state) {
      const rows = state.split("\n").map((row) => row.split(" "));
      for (const [name, pool] of routes(map)) {
        for (const row of rows) {
          const owner = owners.get(row[18] ?? "");
          if (row[1] === pool && owner !== undefined) permit(name, owner);
        }
      }
    },
    clear: () => permitted.clear(),
  };
}
