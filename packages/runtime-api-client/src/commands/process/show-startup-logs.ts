import { type RuntimeCommand, read } from "../../command.js";
import { messageOf } from "../../reply.js";

/**
 * `show startup-logs` (management.txt section 9.3): what this worker said while it started, in the form in which `haproxy -c`
 * prints it; from HAProxy 3.2 with its notices, before only where there was something to warn of.
 *
 *     [WARNING]  (4711) : config : missing timeouts for frontend 'web'.
 */
export function showStartupLogs(): RuntimeCommand<string> {
  return read("show startup-logs", (reply) => messageOf(reply).trim());
}
