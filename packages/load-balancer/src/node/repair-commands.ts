import {
  type RuntimeCommand,
  setServerAddress,
  setServerState,
  setServerWeight,
  showVersion,
  shutdownServerSessions,
} from "@haproxy-mcp/runtime-api-client";
import { type Difference, isUnspecified, type ServerDifference } from "./difference.js";
import { renamedPools, rerouting } from "./reroute.js";

type Commands = readonly RuntimeCommand<unknown>[];

const NO_ADDRESS = { address: "0.0.0.0", port: 80 };

/**
 * What makes HAProxy match. No request meets a server of another domain meanwhile: routes leave pools before their servers change,
 * servers take traffic only with their address and weight in place, others are drained only then, and routes into changed pools come
 * last.
 */
export function repairCommands(found: readonly Difference[], mapId: string): Commands {
  const servers = found.filter((difference) => difference.kind === "server");
  const { before, after } = rerouting(found, mapId);
  const renamed = renamedPools(found);
  return [
    ...before,
    ...servers.flatMap(leaveTraffic),
    ...servers.filter(({ pool }) => renamed.has(pool)).flatMap(endSessions),
    ...servers.flatMap(moveIn),
    ...awaitAddresses(servers),
    ...servers.filter(isReady).flatMap(takeTraffic),
    ...servers.filter((server) => !isReady(server)).flatMap(takeTraffic),
    ...after,
  ];
}

/** The first part of it: no new request goes to slots that another domain's server takes over. */
export function vacatingCommands(
  found: readonly Difference[],
  taken: readonly ServerDifference[],
  mapId: string,
): Commands {
  return [...rerouting(found, mapId).before, ...taken.flatMap(leaveTraffic)];
}

/** Slots with a server of one domain, which a server of another takes over. */
export function takenOver(found: readonly Difference[]): readonly ServerDifference[] {
  const renamed = renamedPools(found);
  return found
    .filter((difference) => difference.kind === "server")
    .filter(
      (server) =>
        renamed.has(server.pool) &&
        server.running !== undefined &&
        !isUnspecified(server.running.ip) &&
        server.desired !== undefined &&
        hasOtherAddress(server),
    );
}

/** An address changes in maintenance only: so no request meets it half-made, and HAProxy forgets what checks said of the old one. */
function leaveTraffic(difference: ServerDifference): Commands {
  const { pool: backend, name: server, desired } = difference;
  const leaves = desired?.state === "maint" || hasOtherAddress(difference);
  return leaves ? [setServerState({ backend, server, state: "maint" })] : [];
}

/**
 * Where another domain's server takes the slot. HAProxy 2.6 keeps the connection of a request that is in progress when the address
 * changes, and sends later requests over it: to the server that was there before.
 */
function endSessions(difference: ServerDifference): Commands {
  const { pool: backend, name: server, desired } = difference;
  const takesOver = desired !== undefined && hasOtherAddress(difference);
  return takesOver ? [shutdownServerSessions({ backend, server })] : [];
}

function moveIn(difference: ServerDifference): Commands {
  const { pool: backend, name: server, desired, running } = difference;
  if (desired === undefined) return [setServerAddress({ backend, server, ...NO_ADDRESS })];
  const { ip: address, port, weight } = desired;
  return [
    ...(hasOtherAddress(difference) ? [setServerAddress({ backend, server, address, port })] : []),
    ...(running?.weight === weight ? [] : [setServerWeight({ backend, server, weight })]),
  ];
}

/**
 * HAProxy 3.0 and later change an address only after their response, and run the next command before that. Commands that do nothing let
 * it catch up: under full load one was overtaken in 2 of 100 cases, two in none of 1,000.
 */
function awaitAddresses(servers: readonly ServerDifference[]): Commands {
  const isNeeded = servers.some(
    (server) => hasOtherAddress(server) && server.desired !== undefined && server.desired.state !== "maint",
  );
  return isNeeded ? [showVersion(), showVersion()] : [];
}

function takeTraffic(difference: ServerDifference): Commands {
  const { pool: backend, name: server, desired, running } = difference;
  if (desired === undefined || desired.state === "maint") return [];
  if (desired.state === running?.state && !hasOtherAddress(difference)) return [];
  return [setServerState({ backend, server, state: desired.state })];
}

const isReady = ({ desired }: ServerDifference) => desired?.state === "ready";

/** A slot that should be empty counts as one: also its port is set back. */
function hasOtherAddress({ desired, running }: ServerDifference): boolean {
  return desired === undefined || running?.ip !== desired.ip || running.port !== desired.port;
}
