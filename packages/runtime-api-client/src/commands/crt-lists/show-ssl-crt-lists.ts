import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/**
 * `show ssl crt-list` with no argument (management.txt section 9.3, HAProxy 2.2): crt-list files and directories of
 * certificates that bind lines use. A directory has no slash at its end, whatever the configuration says.
 *
 *     /etc/haproxy/certs
 *     /etc/haproxy/crt-list.txt
 */
export function showSslCrtLists(): RuntimeCommand<readonly string[]> {
  return read("show ssl crt-list", (reply) => splitLines(dataOf(reply)));
}
