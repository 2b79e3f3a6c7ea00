import type { ExecuteOptions, RuntimeApiClient } from "../client.js";
import type { RuntimeCommand } from "../command.js";
import { type CommandResult, failureOf, unwrap } from "../command-result.js";
import { addMap } from "../commands/maps/add-map.js";
import { delMap } from "../commands/maps/del-map.js";
import { setMap } from "../commands/maps/set-map.js";
import { type MapEntry, showMap } from "../commands/maps/show-map.js";
import { RuntimeApiError } from "../errors.js";

/** What became of an entry of the map. */
export type UpsertOutcome = "added" | "changed" | "unchanged";

/**
 * Sets one value for a key of a map, and reads it back. HAProxy itself adds a second entry on `add map`, and on 3.3 and later
 * `set map` may change another one than it uses. Here the first, which traffic uses, is changed by its address, and then any
 * others are deleted. The file on disk is not changed.
 *
 * @throws RuntimeApiError of any failure; `NOT_CONFIRMED` when the key has another value, or more than one, afterwards
 */
export async function upsertMap(
  client: RuntimeApiClient,
  map: string,
  key: string,
  value: string,
  options: ExecuteOptions = {},
): Promise<UpsertOutcome> {
  addMap(map, key, value); // refuses invalid arguments before anything is sent
  const before = withKey(await client.execute(showMap(map), options), key);
  const [first, ...others] = before;
  if (first?.value === value && others.length === 0) return "unchanged";

  const changes: readonly RuntimeCommand<void>[] =
    first === undefined
      ? [addMap(map, key, value)]
      : [setMap(map, first, value), ...others.map((other) => delMap(map, other))];
  const results = await client.batch([...changes, showMap(map)], options);
  const failure = failureOf(results.slice(0, -1));
  if (failure !== undefined) throw failure;
  const after = withKey(unwrap(results.at(-1) as CommandResult<readonly MapEntry[]>), key);
  if (after.length !== 1 || after[0]?.value !== value) {
    const found = after.map((entry) => JSON.stringify(entry.value)).join(", ") || "nothing";
    throw new RuntimeApiError(
      "NOT_CONFIRMED",
      `${key} in ${map} at ${client.target} was set to ${JSON.stringify(value)}, but has ${found}: another client changed it too`,
    );
  }
  return first === undefined ? "added" : "changed";
}

function withKey(entries: readonly MapEntry[], key: string): readonly MapEntry[] {
  return entries.filter((entry) => entry.key === key);
}
