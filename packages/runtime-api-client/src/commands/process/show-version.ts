import { type RuntimeCommand, read } from "../../command.js";
import { malformed, messageOf } from "../../reply.js";

/**
 * `show version` (management.txt section 9.3, HAProxy 2.6).
 *
 *     [6]: 3.4.7-1
 */
export function showVersion(): RuntimeCommand<string> {
  return read("show version", (reply) => {
    const version = messageOf(reply).trim();
    if (!/^\d+\.\d+/.test(version)) throw malformed(reply, "not a version");
    return version;
  });
}
