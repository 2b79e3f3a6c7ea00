import { type RuntimeCommand, write } from "../../command.js";

/**
 * `experimental-mode on` (management.txt section 9.3, HAProxy 2.4): allows experimental commands, such as `setVar`, to the rest
 * of a batch; through the master CLI with the addressing `session`. Prints nothing.
 */
export function experimentalMode(): RuntimeCommand<void> {
  return write("experimental-mode on");
}
