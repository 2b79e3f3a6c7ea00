import { basename } from "node:path";
import type { PatternList } from "@haproxy-mcp/runtime-api-client";
import { LoadBalancerError } from "../errors.js";
import type { LoadBalancerOptions } from "../options.js";

/**
 * The domain map, with HAProxy's own name of it. Inside a container it sees another path than we do, so it is asked, and
 * the map with our file's base name is taken.
 *
 * @throws LoadBalancerError `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`
 */
export function findMap(
  maps: readonly PatternList[],
  { runtime, mapFile, mapId }: Pick<LoadBalancerOptions, "runtime" | "mapFile" | "mapId">,
): PatternList {
  const found = maps.filter(({ file }) =>
    mapId === undefined ? basename(file) === basename(mapFile) : file === mapId,
  );
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const wanted = mapId ?? basename(mapFile);
  if (only !== undefined) {
    throw new LoadBalancerError(
      "MAP_AMBIGUOUS",
      `HAProxy at ${runtime.target} has several maps named ${wanted}: ${found.map(({ file }) => file).join(", ")}`,
    );
  }
  throw new LoadBalancerError(
    "MAP_NOT_FOUND",
    `HAProxy at ${runtime.target} has no map ${wanted}; it has ${maps.map(({ file }) => file).join(", ") || "none"}`,
  );
}
