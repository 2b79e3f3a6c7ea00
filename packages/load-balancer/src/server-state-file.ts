import type { DesiredState, ServerRecord } from "@haproxy-mcp/map-store";
import { type PoolName, poolName, serverName } from "@haproxy-mcp/pool-allocator";
import type { Slot } from "@haproxy-mcp/validation";
import { serversByPool } from "./desired-state.js";

const VERSION = "1";
const COLUMNS =
  "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight " +
  "srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state " +
  "srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port " +
  "srv_check_addr srv_agent_addr srv_agent_port";

// Bits of srv_admin_state. The slots are declared `disabled`, so that bit is in every row.
const FORCED_MAINTENANCE = 1;
const DISABLED_IN_CONFIGURATION = 4;
const FORCED_DRAIN = 8;

const ADMIN_STATE: Readonly<Record<ServerRecord["state"], number>> = {
  ready: DISABLED_IN_CONFIGURATION,
  drain: DISABLED_IN_CONFIGURATION | FORCED_DRAIN,
  maint: DISABLED_IN_CONFIGURATION | FORCED_MAINTENANCE,
};

/**
 * HAProxy's server-state file for a desired state (management.txt, "show servers state", version 1). HAProxy
 * reads it at every start and reload, so it comes back right with nobody's help. Slots in use only: the others
 * stay disabled, as they are declared. Ids are 0, which makes HAProxy go by the names.
 */
export function renderServerState(state: DesiredState): string {
  const rows = [...serversByPool(state)]
    .sort(([one], [other]) => one - other)
    .flatMap(([pool, servers]) =>
      [...servers]
        .sort(([one], [other]) => one - other)
        .map(([slot, server]) => renderRow(poolName(pool), slot, server)),
    );
  return [VERSION, COLUMNS, ...rows, ""].join("\n");
}

function renderRow(pool: PoolName, slot: Slot, { ip, port, weight, state }: ServerRecord): string {
  const running = 2;
  const checkPassed = "1 0 2 6"; // status, result, health, state: up until a check says otherwise
  return (
    `0 ${pool} 0 ${serverName(pool, slot)} ${ip} ${running} ${ADMIN_STATE[state]} ${weight} 1 0 ${checkPassed} ` +
    `0 0 0 unassigned.invalid ${port} - 0 0 - - 0`
  );
}
