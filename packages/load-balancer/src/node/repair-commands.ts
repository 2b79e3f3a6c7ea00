import {
  addMap,
  delMap,
  type EntryRef,
  type RuntimeCommand,
  setMap,
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

function removeEntry({ key, running }: Pick<MapDifference, "key" | "running">, mapId: string): Commands {
  return running.map(({ id }) => delMap(mapId, refOf(key, id)));
}

/** In place, so that no request meets a map without the key; duplicates go afterwards. */
function replaceEntry({ key, desired, running }: MapDifference, mapId: string): Commands {
  if (desired === undefined) return [];
  const [first, ...others] = running;
  if (first === undefined) return [addMap(mapId, key, desired)];
  return [
    ...(first.value === desired ? [] : [setMap(mapId, refOf(key, first.id), desired)]),
    ...removeEntry({ key, running: others }, mapId),
  ];
}

/** HAProxy's releases differ in which of several entries a key stands for. */
function refOf(key: string, id: string | undefined): string | EntryRef {
  return id === undefined ? key : { id };
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
