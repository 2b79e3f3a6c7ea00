import { type RuntimeCommand, read } from "../../command.js";
import { messageOf } from "../../reply.js";

/**
 * `show startup-logs` (management.txt section 9.3): what this worker logged while it started, in the format of `haproxy -c`;
 * from HAProxy 3.2 on with notices, before only if there were warnings.
 *
 *     [WARNING]  (4711) : config : missing timeouts for frontend 'web'.
 */
export function showStartupLogs(): RuntimeCommand<string> {
  return read("show startup-logs", (reply) => messageOf(reply).trim());
}
