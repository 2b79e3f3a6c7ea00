import type { RuntimeCommand } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";

/** Bits of a server's administrative state (`srv_admin_state` of `show servers state`; management guide, section 9.3). */
export const ADMIN_STATE = {
  forcedMaintenance: 1,
  inheritedMaintenance: 2,
  /** Declared `disabled`. */
  disabledInConfiguration: 4,
  forcedDrain: 8,
} as const;

/** A server as HAProxy runs it, with the same fields as a row of the server-state file. */
export interface ServerStateRow {
  readonly backend: string;
  readonly server: string;
  /** IPv4 or IPv6 as `inet_ntop` prints it; `-` for none. */
  readonly address: string;
  readonly port: number;
  /** Bits of {@link ADMIN_STATE}; 16 inherited drain, 32 no DNS response. */
  readonly adminState: number;
  /** 0 stopped, 1 starting, 2 running, 3 stopping. */
  readonly operationalState: number;
  readonly weight: number;
  /** Of the health check and of the agent check; bits: 1 configured, 2 in progress or agent, 4 enabled, 8 paused. */
  readonly checkState: number;
  readonly agentState: number;
  /** 0: that of the traffic. */
  readonly checkPort: number;
  readonly usesSsl: boolean;
  /** Host name of the configuration, if it names one. */
  readonly fqdn: string | undefined;
}

const VERSION = "1";

/**
 * `show servers state [<backend>]` (management.txt section 9.3): all servers, or those of one backend. Refused with
 * `Can't find backend.` if there is no such backend.
 *
 *     1
 *     # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight …
 *     3 pool_1 1 pool_1_1 10.0.0.1 2 4 1 …
 */
export function showServersState(backend?: string): RuntimeCommand<readonly ServerStateRow[]> {
  return {
    line: backend === undefined ? "show servers state" : line`show servers state ${backend}`,
    kind: "read",
    parseReply(reply) {
      const [version, header = "", ...rows] = dataOf(reply).split("\n");
      if (version !== VERSION || !header.startsWith("# "))
        throw malformed(reply, "the state does not have version 1");
      const columns = header.slice(2).split(" ");
      const at = Object.fromEntries(
        [
          "be_name",
          "srv_name",
          "srv_addr",
          "srv_port",
          "srv_admin_state",
          "srv_op_state",
          "srv_uweight",
          "srv_check_state",
          "srv_agent_state",
          "srv_check_port",
          "srv_use_ssl",
          "srv_fqdn",
        ].map((name) => [name, columns.indexOf(name)]),
      );
      if (Object.values(at).includes(-1)) throw malformed(reply, "columns are missing");
      return rows.filter((row) => row !== "").map((row) => toRow(row.split(" "), at));
    },
  };
}

function toRow(fields: readonly string[], at: Readonly<Record<string, number>>): ServerStateRow {
  const field = (name: string): string => fields[at[name] ?? -1] ?? "";
  const fqdn = field("srv_fqdn");
  return {
    backend: field("be_name"),
    server: field("srv_name"),
    address: field("srv_addr"),
    port: Number(field("srv_port")),
    adminState: Number(field("srv_admin_state")),
    operationalState: Number(field("srv_op_state")),
    weight: Number(field("srv_uweight")),
    checkState: Number(field("srv_check_state")),
    agentState: Number(field("srv_agent_state")),
    checkPort: Number(field("srv_check_port")),
    usesSsl: field("srv_use_ssl") === "1",
    fqdn: fqdn === "-" ? undefined : fqdn,
  };
}
