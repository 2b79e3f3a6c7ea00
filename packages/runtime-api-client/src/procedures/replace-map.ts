import type { ExecuteOptions, RuntimeApiClient } from "../client.js";
import { failureOf, unwrap } from "../command-result.js";
import { clearMap } from "../commands/maps/clear-map.js";
import { commitMap } from "../commands/maps/commit-map.js";
import {
  addMapPayloads,
  type KeyValue,
  type MapEntries,
  mapEntriesOf,
  mapPayloads,
} from "../commands/maps/map-payloads.js";
import { prepareMap } from "../commands/maps/prepare-map.js";
import { type MapEntry, showMap } from "../commands/maps/show-map.js";
import { CommandRejectedError, RuntimeApiError } from "../errors.js";

/**
 * Replaces a map's content, atomically: traffic sees the old one or the new one. HAProxy 2.4. A new version is filled,
 * committed only when every entry was accepted, and read back. The file on disk is not changed.
 *
 * Whoever commits first wins: of two at once, the other is refused with `Version number out of range.` Entries that
 * another client adds meanwhile are lost with the old version.
 *
 * @param entries a `Map`, pairs or objects, in HAProxy's order; of two with one key it uses the first
 * @throws RuntimeApiError of any failure; before the commit the map is unchanged. `NOT_CONFIRMED` when it was
 *   committed, and holds something else
 */
export async function replaceMap(
  client: RuntimeApiClient,
  map: string,
  entries: MapEntries,
  options: ExecuteOptions = {},
): Promise<void> {
  const wanted = mapEntriesOf(entries);
  const payloads = mapPayloads(wanted); // refuses invalid entries before anything is sent
  const version = await client.execute(prepareMap(map), options);
  const added = await client.batch(addMapPayloads(map, payloads, { version }), options);
  const failure = failureOf(added);
  if (failure !== undefined) {
    await dropVersion(client, map, version);
    throw failure;
  }
  const [committed, shown] = await client.batch([commitMap(map, version), showMap(map)], options);
  if (!committed.ok) {
    if (CommandRejectedError.isInstance(committed.error)) await dropVersion(client, map, version);
    throw committed.error;
  }
  if (!sameEntries(unwrap(shown), wanted)) {
    throw new RuntimeApiError(
      "NOT_CONFIRMED",
      `${map} at ${client.target} has other entries than were set: another client changed it too`,
    );
  }
}

/** Best effort: what is left of it matches nothing, and the next commit deletes it. */
async function dropVersion(client: RuntimeApiClient, map: string, version: number): Promise<void> {
  await client.execute(clearMap(map, { version })).catch(() => {});
}

function sameEntries(found: readonly MapEntry[], wanted: readonly KeyValue[]): boolean {
  return (
    found.length === wanted.length &&
    found.every(({ key, value }, i) => key === wanted[i]?.key && value === wanted[i].value)
  );
}
