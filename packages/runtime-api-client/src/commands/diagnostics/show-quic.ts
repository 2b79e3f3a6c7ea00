import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/**
 * `show quic` (management.txt section 9.3, HAProxy 2.7): HTTP/3 connections of clients, one row each, without the header. The
 * format differs between versions.
 *
 *     # conn/frontend                     state   in_flight infl_p lost_p         Local Address           Foreign Address      local & remote CIDs
 */
export function showQuic(): RuntimeCommand<readonly string[]> {
  return read("show quic", (reply) => splitLines(dataOf(reply)).filter((row) => !row.startsWith("#")));
}
