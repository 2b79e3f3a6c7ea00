import type { Render, ServerRecord } from "@haproxy-mcp/map-store";
import { type PoolName, poolName, poolNumber, serverName, slotOfServer } from "@haproxy-mcp/pool-allocator";
import { ADMIN_STATE } from "@haproxy-mcp/runtime-api-client";
import type { Slot } from "@haproxy-mcp/validation";
import { isRefused, NOTHING_RUNNING, protectionOf } from "./certainty/protection.js";
import { sortKey } from "./page.js";

const VERSION = "1";
const PORT_COLUMN = 18; // of srv_port, from 0
const COLUMNS =
  "# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight " +
  "srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state " +
  "srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port " +
  "srv_check_addr srv_agent_addr srv_agent_port";

// The slots are declared `disabled`, so that bit is in every row.
const { disabledInConfiguration, forcedDrain, forcedMaintenance } = ADMIN_STATE;
const STATE_BITS: Readonly<Record<ServerRecord["state"], number>> = {
  ready: disabledInConfiguration,
  drain: disabledInConfiguration | forcedDrain,
  maint: disabledInConfiguration | forcedMaintenance,
};

/**
 * HAProxy's server-state file for a desired state (management.txt, "show servers state", version 1). HAProxy
 * reads it at every start and reload, so it comes back right by itself. Slots in use only: the others
 * stay disabled, as they are declared. Ids are 0, which makes HAProxy go by the names. Uncertain slots keep the rows that they
 * had, unless what those set is refused.
 */
export const renderServerState: Render = (snapshot, previous) => {
  const rows = new Map<string, string>();
  const { keepsSlot } = protectionOf(snapshot, NOTHING_RUNNING);
  for (const row of previous.split("\n")) {
    const columns = row.split(" ");
    const [, backend = "", , server = "", ip = ""] = columns;
    const pool = poolNumber(backend);
    const slot = slotOfServer(backend as PoolName, server) as Slot | undefined;
    if (pool === undefined || slot === undefined || !keepsSlot(pool, slot)) continue;
    if (!isRefused(snapshot, { ip, port: Number(columns[PORT_COLUMN]) })) rows.set(server, row);
  }
  for (const [pool, { servers }] of snapshot.state.pools) {
    const name = poolName(pool);
    for (const [slot, server] of servers) rows.set(serverName(name, slot), renderRow(name, slot, server));
  }
  const names = [...rows.keys()].sort((one, other) => (sortKey(one) < sortKey(other) ? -1 : 1));
  return [VERSION, COLUMNS, ...names.map((name) => rows.get(name)), ""].join("\n");
};

function renderRow(pool: PoolName, slot: Slot, { ip, port, weight, state }: ServerRecord): string {
  const running = 2;
  const checkPassed = "1 0 2 6"; // status, result, health, state: up until a check fails
  return (
    `0 ${pool} 0 ${serverName(pool, slot)} ${ip} ${running} ${STATE_BITS[state]} ${weight} 1 0 ${checkPassed} ` +
    `0 0 0 unassigned.invalid ${port} - 0 0 - - 0`
  );
}
