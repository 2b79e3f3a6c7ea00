import { pointer } from "../../arguments.js";
import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";

/**
 * `show sess <id>` (management.txt section 9.3): everything that HAProxy knows about a session, as plain text; the format differs
 * between versions. Refused with `Session not found.`
 *
 *     0x55d1a2b3c4d0: [23/Nov/2026:12:38:37.000000] id=4 proto=tcpv4 source=10.0.0.7:41222
 *       flags=0x4a, conn_retries=0, conn_exp=<NEVER> conn_et=0x000 srv_conn=(nil), pend_pos=(nil) waiting=0 epoch=0
 */
export function showSession(id: string): RuntimeCommand<string> {
  return read(`show sess ${pointer(id)}`, dataOf);
}
