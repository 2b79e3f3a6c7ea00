import {
  addMap,
  delMap,
  type RuntimeCommand,
  setServerAddress,
  setServerState,
  setServerWeight,
} from "@haproxy-mcp/runtime-api-client";
import type { Difference, MapDifference, ServerDifference } from "./difference.js";

type Commands = readonly RuntimeCommand<void>[];

const NO_ADDRESS = { address: "0.0.0.0", port: 80 };

/**
 * What makes HAProxy match. No request meets a half-made change: names go before their servers do, servers take
 * traffic only with their address and weight in place, and names come last.
 */
export function repairCommands(found: readonly Difference[], mapId: string): Commands {
  const entries = found.filter((difference) => difference.kind === "map");
  const servers = found.filter((difference) => difference.kind === "server");
  return [
    ...entries.filter(({ desired }) => desired === undefined).flatMap((entry) => removeEntry(entry, mapId)),
    ...servers.flatMap(leaveTraffic),
    ...servers.flatMap(moveIn),
    ...servers.flatMap(takeTraffic),
    ...entries.flatMap((entry) => replaceEntry(entry, mapId)),
  ];
}

/** Once for each value: HAProxy 3.3 deletes one duplicate at a time. */
function removeEntry({ key, running }: MapDifference, mapId: string): Commands {
  return running.map(() => delMap(mapId, key));
}

function replaceEntry(entry: MapDifference, mapId: string): Commands {
  const { key, desired } = entry;
  return desired === undefined ? [] : [...removeEntry(entry, mapId), addMap(mapId, key, desired)];
}

function leaveTraffic({ pool: backend, name: server, desired }: ServerDifference): Commands {
  const leaves = desired === undefined || desired.state === "maint";
  return leaves ? [setServerState({ backend, server, state: "maint" })] : [];
}

function moveIn({ pool: backend, name: server, desired, running }: ServerDifference): Commands {
  if (desired === undefined) return [setServerAddress({ backend, server, ...NO_ADDRESS })];
  const { ip: address, port, weight } = desired;
  return [
    ...(running?.ip === address && running.port === port
      ? []
      : [setServerAddress({ backend, server, address, port })]),
    ...(running?.weight === weight ? [] : [setServerWeight({ backend, server, weight })]),
  ];
}

function takeTraffic({ pool: backend, name: server, desired, running }: ServerDifference): Commands {
  if (desired === undefined || desired.state === "maint" || desired.state === running?.state) return [];
  return [setServerState({ backend, server, state: desired.state })];
}
