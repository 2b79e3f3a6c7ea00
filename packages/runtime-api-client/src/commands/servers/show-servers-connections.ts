import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";
import type { ServerRef } from "./server-ref.js";

/** Connections to one server. */
export interface ServerConnections extends ServerRef {
  /** In use now. */
  readonly used: number;
  /** Idle, kept open. */
  readonly idle: number;
  /** Every column, by its name. */
  readonly raw: ReadonlyMap<string, string>;
}

/**
 * `show servers conn [<backend>]` (management.txt section 9.3, HAProxy 2.2): all servers, or those of one backend. Refused
 * with `Can't find backend.`
 *
 *     # bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim idle_cur …
 *     pool_1/s1 4/1 10.0.0.1 80 - 5000 0 0 0 0 0 -1 0 0 0
 */
export function showServersConnections(backend?: string): RuntimeCommand<readonly ServerConnections[]> {
  return read(backend === undefined ? "show servers conn" : line`show servers conn ${backend}`, (reply) => {
    const [header = "", ...rows] = splitLines(dataOf(reply));
    if (!header.startsWith("# bkname/svname "))
      throw malformed(reply, "it does not list connections of servers");
    const columns = header.slice(2).split(" ");
    return rows.map((row) => {
      const fields = row.split(" ");
      const raw = new Map(columns.map((column, i) => [column, fields[i] ?? ""]));
      const [name = "", server = ""] = (fields[0] ?? "").split("/");
      return {
        backend: name,
        server,
        used: Number(raw.get("used_cur")),
        idle: Number(raw.get("idle_cur")),
        raw,
      };
    });
  });
}
