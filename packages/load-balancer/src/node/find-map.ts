import { basename } from "node:path";
import { showMaps } from "@haproxy-mcp/runtime-api-client";
import { LoadBalancerError } from "../errors.js";
import type { LoadBalancerOptions, OperationOptions } from "../options.js";
import { unreachable } from "./unreachable.js";

/**
 * HAProxy's own name of the domain map. Inside a container it sees another path than we do, so it is asked, and
 * the map with our file's base name is taken.
 *
 * @throws LoadBalancerError `HAPROXY_UNREACHABLE`, `MAP_NOT_FOUND`, `MAP_AMBIGUOUS`
 */
export async function findMap(
  { runtime, mapFile, mapId }: Pick<LoadBalancerOptions, "runtime" | "mapFile" | "mapId">,
  options: OperationOptions,
): Promise<string> {
  const maps = await runtime.execute(showMaps(), options).catch((error: unknown) => {
    throw unreachable(error);
  });
  const files = maps.map(({ file }) => file);
  const found = files.filter((file) =>
    mapId === undefined ? basename(file) === basename(mapFile) : file === mapId,
  );
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const wanted = mapId ?? basename(mapFile);
  if (only !== undefined) {
    throw new LoadBalancerError(
      "MAP_AMBIGUOUS",
      `HAProxy at ${runtime.target} has several maps named ${wanted}: ${found.join(", ")}`,
    );
  }
  throw new LoadBalancerError(
    "MAP_NOT_FOUND",
    `HAProxy at ${runtime.target} has no map ${wanted}; it has ${files.join(", ") || "none"}`,
  );
}
