import type { Capabilities } from "../capabilities.js";
import type { RuntimeApiClient } from "../client.js";
import { unwrapAll } from "../command-result.js";
import type { ServerRef } from "../commands/servers/server-ref.js";
import { showServersConnections } from "../commands/servers/show-servers-connections.js";
import { ADMIN_STATE, showServersState } from "../commands/servers/show-servers-state.js";
import { waitServerRemovable } from "../commands/servers/wait-server-removable.js";
import { showStat } from "../commands/statistics/show-stat.js";
import { CommandRejectedError } from "../errors.js";
import { poll, type WaitOptions, waitInSlices } from "./wait-until.js";

/** Forced, or inherited from a server that it tracks. */
const IN_MAINTENANCE = ADMIN_STATE.forcedMaintenance | ADMIN_STATE.inheritedMaintenance;

/**
 * Waits until `del server` would be accepted: no session, and no connection, in use or idle. On HAProxy before 3.0,
 * which cannot wait, it polls every 100 ms. The server must be in maintenance.
 *
 * @throws RuntimeApiError `TIMEOUT`, `CANCELLED`; `REJECTED` at once for a server that is missing or not in maintenance
 */
export async function waitUntilServerRemovable(
  client: RuntimeApiClient,
  capabilities: Pick<Capabilities, "waitServerRemovable">,
  target: ServerRef,
  options: WaitOptions = {},
): Promise<void> {
  const { backend, server } = target;
  const isRemovable = async () => {
    const results = await client.batch(
      [
        showServersState(backend),
        showServersConnections(backend),
        showStat({ proxy: backend, kinds: ["server"] }),
      ],
      { signal: options.signal },
    );
    const [states, connections, stats] = unwrapAll(results);
    const state = states.find((row) => row.server === server);
    if (state === undefined) throw refusal(client, target, "No such server.");
    if ((state.adminState & IN_MAINTENANCE) === 0) throw refusal(client, target, NOT_IN_MAINTENANCE);
    const open = connections.find((row) => row.server === server);
    const sessions = stats.find((row) => row.name === server)?.currentSessions;
    return (open?.used ?? 0) === 0 && (open?.idle ?? 0) === 0 && (sessions ?? 0) === 0;
  };
  if (!capabilities.waitServerRemovable) return poll(client, isRemovable, options);
  await isRemovable(); // reports at once what can never succeed, with the same text for every version
  return waitInSlices(client, (waitMs) => waitServerRemovable(target, waitMs), options);
}

const NOT_IN_MAINTENANCE = "Only servers in maintenance mode can be deleted.";

function refusal(
  client: RuntimeApiClient,
  { backend, server }: ServerRef,
  reason: string,
): CommandRejectedError {
  return new CommandRejectedError(
    client.target,
    `wait srv-removable ${backend}/${server}`,
    undefined,
    reason,
  );
}
